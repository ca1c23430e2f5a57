"""A relay that delivers nothing: each mail it takes goes back to its return address as undeliverable, by the classes of
smtplib: once by LMTP and, as a server does that did not hear the answer, once more by SMTP.

    bouncing_relay.py LISTEN BACK [STATUS]

LISTEN is host:port (port 0: any), BACK is host:port or the path of a socket, STATUS the reason (5.1.1). Prints its address,
then a line for each mail that it took and each that it sent back.
"""

import email
import smtplib
import socket
import socketserver
import sys
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

PATIENCE = 90


class Smtp(smtplib.SMTP):
    """SMTP, by a socket of the machine too, as the class for LMTP has it."""

    def _get_socket(self, host, port, timeout):
        if not host.startswith("/"):
            return super()._get_socket(host, port, timeout)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        connection.connect(host)
        self.file = None
        return connection


def report(mail, recipient, status):
    """What RFC 3464 says of one recipient."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"] = "MAILER-DAEMON@relay.example.net"
    whole["Subject"] = "Undelivered Mail Returned to Sender"
    whole.attach(MIMEText("It could not be delivered.\n"))
    fields = Message()
    fields["Reporting-MTA"] = "dns; relay.example.net"
    fate = Message()
    fate["Final-Recipient"] = "rfc822; " + recipient
    fate["Action"] = "failed"
    fate["Status"] = status
    fate["Diagnostic-Code"] = f"smtp; 550 {status} <{recipient}>: no"
    part = Message()
    part["Content-Type"] = "message/delivery-status"
    part.set_payload([fields, fate])
    whole.attach(part)
    head = mail.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
    headers = MIMEText(head.replace("\r\n", "\n") + "\n", "rfc822-headers")
    whole.attach(headers)
    return whole.as_bytes(policy=email.policy.SMTP)


def send(kind, back, to, mail):
    host, port = (back, 0) if back.startswith("/") else back.rsplit(":", 1)
    connection = kind(timeout=PATIENCE)
    connection.connect(host, int(port))
    connection.ehlo_or_helo_if_needed()
    try:
        connection.sendmail("", [to], mail)
        return "taken"
    except smtplib.SMTPRecipientsRefused as refused:
        return "refused " + str(refused.recipients[to][0])
    except smtplib.SMTPResponseException as refused:
        return "refused " + str(refused.smtp_code)
    finally:
        connection.close()


class Relay(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 relay.example.net")
        sender, recipient = "", ""
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"MAIL":
                sender = line.split(b"<")[1].split(b">")[0].decode()
            elif verb == b"RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
            if verb == b"QUIT":
                return self.say("221 bye")
            if verb != b"DATA":
                self.say("250 fine")
                continue
            self.say("354 go on")
            body = []
            for line in self.rfile:
                if line == b".\r\n":
                    break
                body.append(line)
            self.say("250 kept")
            print("took a mail to", recipient, flush=True)
            back(sender, recipient, b"".join(body))


def back(sender, recipient, mail):
    bounced = report(mail, recipient, STATUS)
    print("back by LMTP:", send(smtplib.LMTP, BACK, sender, bounced), flush=True)
    print("back by SMTP:", send(Smtp, BACK, sender, bounced), flush=True)
    stranger = sender.replace("+", "-")
    print("to a stranger:", send(smtplib.LMTP, BACK, stranger, bounced), flush=True)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


LISTEN, BACK = sys.argv[1:3]
STATUS = sys.argv[3] if len(sys.argv) > 3 else "5.1.1"
host, port = LISTEN.rsplit(":", 1)
with Server((host, int(port)), Relay) as server:
    print("listening at {}:{}".format(*server.server_address), flush=True)
    server.serve_forever()
