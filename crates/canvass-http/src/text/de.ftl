# Daten
moment = { $day }. { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
  } { $year }, { $clock } Uhr

# Um die Fragen herum
required = Pflichtfrage
optional-note = Fragen, bei denen nicht „Pflichtfrage“ steht, dürfen Sie überspringen.
progress = Seite { $count } von { $total }
back = Vorige Seite
next = Nächste Seite
send = Meine Antworten senden
languages = Sprache
skip-to-questions = Zu den Fragen
most-hint = Wählen Sie höchstens { $count }.
any-hint = Sie dürfen mehrere wählen.
chars-hint = Höchstens { $count } Zeichen.
chars-left = Noch { $count } Zeichen
chars-over = { $count } Zeichen zu viel
clear-hint = Eine Zahl von 0 bis 10.
test-banner = Dies ist ein Test. Ihre Antworten werden aufbewahrt, zählen aber in keinem Ergebnis mit.

# Was an den Antworten nicht stimmt
faults-title = { $count ->
    [one] Eine Antwort braucht Ihre Aufmerksamkeit
   *[other] { $count } Antworten brauchen Ihre Aufmerksamkeit
  }
faults-lead = Es wurde noch nichts gespeichert. Was Sie ausgefüllt haben, steht noch da.
missing-lead = Ihre anderen Antworten sind gespeichert.
fault-prefix = Bitte prüfen
fault-required = Bitte beantworten Sie diese Frage.
fault-most = Bitte wählen Sie höchstens { $count }.
fault-length = Bitte verwenden Sie höchstens { $count } Zeichen.
fault-unknown = Diese Antwort gehört nicht zur Frage. Bitte wählen Sie neu.
fault-mixed = Bitte wählen Sie eine Antwort oder „nicht zutreffend“, nicht beides.
fault-on-page = auf Seite { $count }
error-title-prefix = Bitte prüfen:

# Nach den Fragen
thanks-title = Vielen Dank
thanks-lead = Ihre Antworten sind angekommen.
thanks-close = Sie können diese Seite schließen.
finished-title = Sie haben bereits geantwortet
finished-lead = Ihre Antworten sind früher angekommen. Mehr ist nicht nötig; zweimal antworten ist nicht möglich.
closed-title = Dieser Fragebogen ist geschlossen
closed-lead = Er konnte bis { $name } beantwortet werden. Danke, dass Sie teilnehmen wollten.
closed-undated = Die Zeit ist vorbei. Danke, dass Sie teilnehmen wollten.
not-yet-title = Dieser Fragebogen ist noch nicht offen
not-yet-lead = Er ist vorbereitet, aber noch nicht freigegeben. Bitte versuchen Sie denselben Link später noch einmal.
stopped-title = Dieser Fragebogen wurde beendet
stopped-lead = Die Organisation, die Sie eingeladen hat, hat ihn beendet. Es wird nichts von Ihnen erwartet.
unknown-title = Dieser Link führt zu keinem Fragebogen
unknown-lead = Bitte prüfen Sie, ob die Adresse vollständig ist, genau wie in Ihrer Einladung. Manche Mailprogramme brechen lange Links um.
busy-title = Diese Seite ist gerade nicht erreichbar
busy-lead = Es ging nichts verloren, und was Sie vielleicht gerade gesendet haben, eine Antwort oder den Wunsch, nicht gefragt zu werden, wurde nicht gespeichert. Bitte versuchen Sie es in einer Minute wieder.
uncertain-title = Wir wissen noch nicht, ob Ihre Antworten gespeichert wurden
uncertain-lead = Bitte öffnen Sie den Link aus Ihrer Einladung noch einmal: Dort sehen Sie, ob sie angekommen sind.
stale-title = Diese Seite war veraltet
stale-lead = Es wurde nichts gespeichert. Bitte öffnen Sie den Fragebogen noch einmal; was Sie schon gesendet hatten, ist noch da.
reopen = Den Fragebogen noch einmal öffnen
unsaved-title = Diese Antworten wurden nicht gespeichert
unsaved-lead = Sie stehen hier, damit Sie sie kopieren können.

# The preference page
preferences-title = Ihre Einladungen
preferences-lead = { $name } hat Sie eingeladen, Ihre Meinung zu sagen. Sie entscheiden, ob das wieder geschehen darf.
preferences-out-lead = Wenn Sie sich abmelden, erhalten Sie keinen Fragebogen dieser Organisation mehr. Das gilt sofort und ohne Ende. Was schon verschickt ist, kann noch ankommen.
preferences-out-button = Laden Sie mich nicht mehr ein
preferences-out-title = Sie werden nicht mehr eingeladen
preferences-is-out = Sie haben sich abgemeldet: { $name } schickt Ihnen keine Einladungen mehr. Was schon verschickt war, kann noch ankommen. Wenn Sie es sich anders überlegen, wenden Sie sich an die Organisation.
preferences-locked = Sie werden ausgelassen bis { $name }. Wenn Sie doch gefragt werden möchten, können Sie das jetzt beenden.
preferences-lift-button = Sie dürfen mich einladen
preferences-lifted = Das ist beendet. Sie können wieder eingeladen werden.
preferences-nothing = Es wurde nichts geändert. Bitte benutzen Sie eine Schaltfläche dieser Seite.
