# Datums
moment = { $day } { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
  } { $year }, { $clock } uur

# Rond de vragen
required = verplicht
optional-note = Vragen waar niet “verplicht” bij staat, mag u overslaan.
progress = Pagina { $count } van { $total }
back = Vorige pagina
next = Volgende pagina
send = Mijn antwoorden versturen
languages = Taal
skip-to-questions = Naar de vragen
most-hint = Kies er hoogstens { $count }.
any-hint = U mag er meer dan één kiezen.
chars-hint = Hoogstens { $count } tekens.
chars-left = Nog { $count } tekens
chars-over = { $count } tekens te veel
clear-hint = Eén cijfer van 0 tot en met 10.
test-banner = Dit is een test. Uw antwoorden worden bewaard, maar tellen in geen enkel resultaat mee.

# Wat er met de antwoorden mis is
faults-title = { $count ->
    [one] Eén antwoord vraagt uw aandacht
   *[other] { $count } antwoorden vragen uw aandacht
  }
faults-lead = Er is nog niets opgeslagen. Wat u hebt ingevuld, staat er nog.
missing-lead = Uw andere antwoorden zijn bewaard.
fault-prefix = Controleer
fault-required = Beantwoord deze vraag alstublieft.
fault-most = Kies er hoogstens { $count }.
fault-length = Gebruik hoogstens { $count } tekens.
fault-unknown = Dit antwoord hoort niet bij de vraag. Kies opnieuw.
fault-mixed = Kies een antwoord of “niet van toepassing”, niet allebei.
fault-on-page = op pagina { $count }
error-title-prefix = Controleer:

# Na de vragen
thanks-title = Dank u wel
thanks-lead = Uw antwoorden zijn ontvangen.
thanks-close = U kunt deze pagina sluiten.
finished-title = U hebt al geantwoord
finished-lead = Uw antwoorden zijn eerder ontvangen. Er is niets meer nodig; twee keer antwoorden kan niet.
closed-title = Deze vragenlijst is gesloten
closed-lead = U kon antwoorden tot { $name }. Bedankt dat u wilde meedoen.
closed-undated = De tijd is voorbij. Bedankt dat u wilde meedoen.
not-yet-title = Deze vragenlijst is nog niet open
not-yet-lead = Hij staat klaar, maar is nog niet opengesteld. Probeer dezelfde link later nog eens.
stopped-title = Deze vragenlijst is gestopt
stopped-lead = De organisatie die u uitnodigde, heeft hem stopgezet. Er wordt niets van u verwacht.
unknown-title = Deze link leidt niet naar een vragenlijst
unknown-lead = Controleer of het adres volledig is, precies zoals het in uw uitnodiging staat. Sommige mailprogramma’s breken lange links in tweeën.
busy-title = Deze pagina is nu niet bereikbaar
busy-lead = Er is niets verloren gegaan, en wat u misschien zojuist hebt verstuurd, een antwoord of de wens om niet gevraagd te worden, is niet opgeslagen. Probeer het over een minuut opnieuw.
uncertain-title = Wij weten nog niet of uw antwoorden zijn opgeslagen
uncertain-lead = Open de link uit uw uitnodiging opnieuw: daar ziet u of ze zijn aangekomen.
stale-title = Deze pagina was verouderd
stale-lead = Er is niets opgeslagen. Open de vragenlijst opnieuw; wat u al had verstuurd, is er nog.
reopen = De vragenlijst opnieuw openen
unsaved-title = Deze antwoorden zijn niet opgeslagen
unsaved-lead = Ze staan hier zodat u ze kunt overnemen.

# The preference page
preferences-title = Uw uitnodigingen
preferences-lead = { $name } heeft u uitgenodigd om uw mening te geven. U beslist of dat nog eens mag.
preferences-out-lead = Als u zich afmeldt, krijgt u geen vragenlijst van deze organisatie meer. Dat geldt meteen en blijft zo. Wat al verstuurd is, kan nog aankomen.
preferences-out-button = Nodig mij niet meer uit
preferences-out-title = U wordt niet meer uitgenodigd
preferences-is-out = U hebt zich afgemeld: { $name } stuurt u geen uitnodigingen meer. Wat al verstuurd was, kan nog aankomen. Bedenkt u zich, vraag het dan aan de organisatie.
preferences-locked = U wordt overgeslagen tot { $name }. Wilt u toch gevraagd worden, dan kunt u dat nu beëindigen.
preferences-lift-button = U mag mij uitnodigen
preferences-lifted = Dat is beëindigd. U kunt weer worden uitgenodigd.
preferences-nothing = Er is niets veranderd. Gebruik een knop van deze pagina.
