"""A client of all three wires with `requests`: its JSON, its forms, its headers.

client.py BASE CLIENT_ID CLIENT_SECRET API_KEY HELP_DESK_TOKEN

It does what gateways for notifications of municipalities do on the Expoints wire: a token by client credentials, camelCase
members, dates without a time, one customer a call, data by name alone. Each call prints a line: what it was, its
status, what came back.
"""

import sys
from datetime import date, timedelta

import requests


def say(*words):
    print(*words, sep=" | ")


def answered(response, status=200):
    if response.status_code != status:
        raise SystemExit(f"{response.url}: {response.status_code} {response.text}")
    return response.json()


def token(base, client, secret):
    form = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
        "scope": "api://canvass/.default",
    }
    answer = answered(requests.post(f"{base}/some-tenant/oauth2/v2.0/token", data=form, timeout=60))
    say("token", *sorted(answer), answer["token_type"], answer["expires_in"])
    basic = requests.post(
        f"{base}/external/oauth2/token", data={"grant_type": "client_credentials"}, auth=(client, secret), timeout=60
    )
    say("token", answered(basic)["ext_expires_in"])
    return answer["access_token"]


def notification(base, bearer):
    body = {
        "approveAutomatically": True,
        "allowDuplicateEmail": False,
        "typeBatch": "0",
        "endDate": (date.today() + timedelta(days=21)).isoformat(),
        "customers": [
            {
                "email": "citizen@example.org",
                "sendDate": date.today().isoformat(),
                "transactionDate": date.today().isoformat(),
                "data": [{"name": "employee_number", "value": "17", "isEncrypted": False}],
            }
        ],
    }
    headers = {"Authorization": f"Bearer {bearer}"}
    answer = answered(requests.post(f"{base}/external/api/v1/customer/add", json=body, headers=headers, timeout=60))
    say("customer/add", answer["BatchStatus"], answer["Total"], answer["Faulted"], answer["Customers"][0]["StatusName"])
    columns = requests.get(
        f"{base}/external/api/v1/customerdatacolumn", params={"archived": "false"}, headers=headers, timeout=60
    )
    say("customerdatacolumn", *(column["Name"] for column in answered(columns)["CustomerDataColumns"]))
    url = {"Data": [{"CustomerDataTechnicalName": "employee_number", "Value": "18"}], "TransactionDate": None}
    link = answered(requests.post(f"{base}/external/api/v3/url", json=url, headers=headers, timeout=60))
    say("url", link["Url"].endswith(link["AccessKey"]), link["ShortUrl"])


def survey_url(base, key):
    contact = {"firstName": "Ann", "email": "ann@example.com", "S1": "", "isManualSurvey": True}
    path = f"{base}/a/api/v2/cx/transactions/survey-url"
    answer = answered(requests.post(path, json=contact, headers={"api-key": key}, timeout=60))
    say("survey-url", answer["surveyURL"] == answer["response"]["surveyURL"])
    refused = requests.post(path, json=contact, headers={"api-key": "no key"}, timeout=60)
    say("survey-url", refused.status_code, refused.json()["response"]["error"]["id"])


def company(base, help_desk):
    body = {"company_name": "Python Ltd", "is_active": True, "custom_fields": [{"Name": "tier", "Value": "gold"}]}
    made = answered(requests.post(f"{base}/api/Customer", params={"token": help_desk}, json=body, timeout=60))
    say("customer", made["is_valid"], made["errors"])
    read = requests.get(f"{base}/api/Customer/Get/{made['id']}", params={"token": help_desk}, timeout=60)
    read = answered(read)
    say("customer", read["company_name"], read["custom_fields"][0]["Value"])


def main():
    base, client, secret, key, help_desk = sys.argv[1:]
    notification(base, token(base, client, secret))
    survey_url(base, key)
    company(base, help_desk)


main()
