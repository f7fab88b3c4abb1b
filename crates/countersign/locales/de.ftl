# Deutsch, mit Sie.

### Every page

please-check-title = Bitte prüfen: { $page }
sign-in = Anmelden
sign-up = Registrieren
sign-out = Abmelden
your-account = Ihr Konto
go-to-account = Zu Ihrem Konto
go-to-sign-in = Zur Anmeldung
email-address = E-Mail-Adresse
password = Passwort
new-password = Neues Passwort
your-password = Ihr Passwort
language = Sprache
language-change = Ändern
cookies = Nur notwendige Cookies. Kein Tracking.
cookies-vendor = Von uns nur notwendige Cookies. { $vendor } prüft, wer diese Seite besucht, um automatische Programme fernzuhalten.
password-show = Passwort anzeigen
password-hint = Mindestens { $count } Zeichen. Gut geeignet sind ein paar Wörter hintereinander.
errors-heading = Bitte prüfen Sie das und versuchen Sie es noch einmal.
not-me = Das war ich nicht
# $address is an address, or a button with one in it.
did-you-mean = Meinten Sie { $address }?
did-you-mean-yes = Ja, berichtigen

### How good a new password looks while it is typed

strength-short = Noch zu kurz: Es braucht mindestens { $count } Zeichen.
strength-own = Schwach: Der Kern ist Ihre Adresse oder der Name dieser Website.
strength-pattern = Schwach: Es wiederholt sich oder folgt einem Muster, das als Erstes ausprobiert wird.
strength-fair = Mittel: Besser wird es mit einem weiteren Wort, das mit den anderen nichts zu tun hat.
strength-good = Gut. Mit noch einem Wort wird es noch stärker.
strength-strong = Stark: lang und abwechslungsreich.

captcha-busy = Einen Moment: Ihr Browser zeigt uns gerade, dass Sie ein Mensch sind …
captcha-failed = Das hat nicht geklappt. Bitte prüfen Sie Ihre Internetverbindung und drücken Sie den Knopf noch einmal.
captcha-no-script = Um automatische Programme fernzuhalten, braucht dieses Formular JavaScript. Bitte schalten Sie es für diese Seite ein.
captcha-no-script-now = Um automatische Programme fernzuhalten, braucht dieses Formular gerade JavaScript. Bitte schalten Sie es für diese Seite ein, oder warten Sie { $time }: Dann geht es auch ohne.

### What is wrong with a field

field-email-missing = Geben Sie Ihre E-Mail-Adresse ein.
field-email-form = Geben Sie eine E-Mail-Adresse in der Form name@example.org ein.
field-password-missing = Geben Sie ein Passwort ein.
field-password-long = Verwenden Sie höchstens { $count } Zeichen.
field-locale = Geben Sie ein Sprachkürzel wie en oder pt-BR an.
field-next = Das führt an eine Stelle, die nicht erlaubt ist.
field-same-address = Das ist schon Ihre Adresse.
field-captcha = Es ist noch nichts geschehen: Wir müssen erst sicher sein, dass Sie ein Mensch sind. Bitte senden Sie das Formular noch einmal ab.

password-too-short = Verwenden Sie mindestens { $count } Zeichen. Ein paar Wörter hintereinander lassen sich leicht merken.
password-context = Dieses Passwort ist Ihrer Adresse oder dem Namen dieser Website zu ähnlich: Sein Kern ist „{ $word }“. Wählen Sie etwas, auf das nur Sie kommen.
password-listed = Das ist eines der ersten Passwörter, die ein Angreifer ausprobieren würde. Wählen Sie ein paar Wörter, die nichts miteinander zu tun haben.
password-common = Der Kern dieses Passworts ist „{ $word }“, eines der ersten Wörter, die ein Angreifer ausprobieren würde. Wählen Sie ein paar Wörter, die nichts miteinander zu tun haben.
password-breached = Dieses Passwort ist anderswo bei einem Datenleck aufgetaucht, Angreifer kennen es also. Wählen Sie eines, das Sie sonst nirgends verwenden.
password-predictable = Dieses Passwort wiederholt sich oder folgt einem Muster, das ein Angreifer zuerst ausprobieren würde. Wählen Sie ein paar Wörter, die nichts miteinander zu tun haben.

### Errors

error-number = Fehler { $status }
error-forgotten = Passwort vergessen? { $open }Neues Passwort wählen{ $close }
error-request = Wenn Sie uns deswegen schreiben, geben Sie bitte diese Nummer an: { $number }

problem-credentials-invalid-title = Nicht angemeldet
problem-credentials-invalid = Adresse oder Passwort stimmt nicht. Wenn Sie sich gerade erst registriert haben, bestätigen Sie zuerst Ihre Adresse: Der Link ist in Ihrer E-Mail.
problem-wrong-password-title = Falsches Passwort
problem-wrong-password = Das ist nicht das richtige Passwort.
problem-proof-required-title = Passwort nötig
problem-proof-required = In einem anderen Browser als dem, in dem Sie sich registriert haben, brauchen wir auch das Passwort, das Sie dabei gewählt haben.
problem-unauthenticated-title = Nicht angemeldet
problem-unauthenticated = Melden Sie sich zuerst an.
problem-unconfirmed-title = Noch nicht bestätigt
problem-unconfirmed = Bestätigen Sie zuerst die Adresse: Der Link ist in der E-Mail.
problem-cross-origin-title = Abgelehnt
problem-cross-origin = Diese Anfrage kam von einer anderen Website, deshalb ist nichts geschehen.
problem-captcha-required-title = Noch ein Schritt
problem-captcha-required = Es ist noch nichts geschehen: Lösen Sie das Captcha, damit wir wissen, dass Sie ein Mensch sind, und senden Sie das Formular noch einmal ab.
problem-untrusted-title = Herkunft nicht bestätigt
problem-untrusted = Die Nachricht kommt nicht von dort, woher sie kommen müsste.
problem-malformed-title = Nicht verstanden
problem-malformed = Die Anfrage war nicht lesbar.
problem-token-invalid-title = Kein Link von uns
problem-token-invalid = Der Link ist unvollständig oder stammt nicht von hier.
problem-token-expired-title = Link abgelaufen
problem-token-expired = Der Link ist zu alt, oder ein neuerer hat ihn ersetzt.
problem-token-used-title = Link schon verwendet
problem-token-used = Der Link hat seinen Zweck schon erfüllt.
problem-not-found-title = Nicht gefunden
problem-not-found = Hier gibt es nichts.
problem-too-large-title = Zu groß
problem-too-large = Die Anfrage ist größer als 64 KiB.
problem-unsupported-media-type-title = Format nicht unterstützt
problem-unsupported-media-type = Senden Sie den Inhalt hier als application/json.
problem-method-not-allowed-title = Methode nicht erlaubt
problem-method-not-allowed = Diese Methode ist hier nicht vorgesehen.
problem-timed-out-title = Zu langsam
problem-timed-out = Die Anfrage ist nicht rechtzeitig angekommen.
problem-rate-limited-title = Zu viele Versuche
problem-rate-limited = Es ist nichts geschehen. Versuchen Sie es später noch einmal.
problem-rate-limited-wait = Es ist nichts geschehen. Bitte warten Sie { $time } und versuchen Sie es dann noch einmal.
problem-rate-limited-stopped = Es ist nichts geschehen. Nach so vielen falschen Passwörtern prüfen wir keine weiteren. Lassen Sie sich eine E-Mail senden, mit der Sie ein neues wählen, oder verwenden Sie einen Browser, in dem Sie sich schon einmal angemeldet haben.
problem-overloaded-title = Viel los
problem-overloaded = Gerade ist zu viel los. Es ist nichts geschehen; versuchen Sie es gleich noch einmal.
problem-overloaded-in-doubt = Die Antwort unserer Datenbank ist verloren gegangen. Vielleicht hat es geklappt, vielleicht nicht: Sehen Sie gleich noch einmal nach.
problem-internal-title = Etwas ist schiefgegangen
problem-internal = Das liegt nicht an Ihnen, und es wurde nichts geändert. Versuchen Sie es gleich noch einmal.
problem-validation-title = Bitte prüfen
problem-validation = Bitte sehen Sie sich einige Felder noch einmal an.

### Sign up

sign-up-email-hint = Dorthin senden wir eine E-Mail, mit der Sie bestätigen, dass die Adresse Ihnen gehört.
sign-up-been-here = Sie haben schon ein Konto? { $open }Anmelden{ $close }

check-mail-title = Sehen Sie in Ihren E-Mails nach
check-mail-sending = Wir senden eine E-Mail an { $address }. Öffnen Sie den Link darin, dann geht es weiter.
check-mail-sending-unknown = Wir senden eine E-Mail an die Adresse, die Sie angegeben haben. Öffnen Sie den Link darin, dann geht es weiter.
check-mail-browser = Am einfachsten geht es in diesem Browser. Auf einem anderen Gerät halten Sie das Passwort bereit, das Sie gerade gewählt haben.
check-mail-none = Noch keine E-Mail?
check-mail-patience = Warten Sie ein, zwei Minuten und sehen Sie dann in Ihrem Spam-Ordner nach.
check-mail-again = E-Mail noch einmal senden
check-mail-wrong = Falsche Adresse? { $open }Mit einer anderen registrieren{ $close }
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = { $place } öffnen
check-mail-pause = In einer Minute können Sie noch eine E-Mail anfordern.
check-mail-again-in = In { $seconds } s noch einmal senden
check-mail-sent = Wenn für diese Adresse noch eine Registrierung offen ist, ist eine neue E-Mail unterwegs. Das kann eine Minute dauern.

unconfirmed-title = Bestätigen Sie zuerst Ihre Adresse
unconfirmed-heading = Noch ein Schritt
unconfirmed-words = { $address } ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail von uns, und es kann losgehen.
unconfirmed-words-unknown = Ihre Adresse ist noch nicht bestätigt. Öffnen Sie den Link in der E-Mail von uns, und es kann losgehen.
unconfirmed-none = Keine E-Mail?
unconfirmed-patience = Sehen Sie in Ihrem Spam-Ordner nach, oder lassen Sie sich die E-Mail noch einmal senden.
unconfirmed-other = Haben Sie ein anderes Konto? Wählen Sie hier zuerst { $button } und melden Sie sich dann damit an.

undeliverable-title = E-Mail nicht zustellbar
undeliverable-heading = Unsere E-Mail kam nicht an
undeliverable-words = Unsere E-Mails erreichen { $address } nicht.
undeliverable-mistake = Bitte sehen Sie nach, ob Sie sich vertippt haben. Wenn ja, registrieren Sie sich mit der richtigen Adresse: Das dauert nur einen Moment.
undeliverable-correct = Adresse berichtigen
undeliverable-right = Stimmt die Adresse?
undeliverable-right-words = Dann ist das Postfach vielleicht voll oder nimmt von uns nichts an. Bitten Sie den Betreiber dieses Dienstes, es noch einmal zu versuchen, oder registrieren Sie sich mit einer anderen Adresse.

resend-title = E-Mail noch einmal senden
resend-words = Mit welcher Adresse haben Sie sich registriert?
resend-button = Noch einmal senden
resend-not-yet = Noch nicht registriert? { $open }Registrieren{ $close }

### Confirm

confirm-title-page = Bestätigen Sie Ihre Adresse
confirm-other-browser = In diesem Browser haben Sie sich nicht registriert. Damit wir wissen, dass Sie es sind, geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben.
confirm-press = Drücken Sie den Knopf, dann ist Ihr Konto bereit.
confirm-password = Das Passwort, das Sie bei der Registrierung gewählt haben
confirm-button-page = Meine Adresse bestätigen
confirm-why = Warum ein Passwort?
confirm-why-words = Der Link allein beweist wenig: Ihre Adresse kann jeder eingegeben haben. Das Passwort zeigt, dass Sie selbst sich registriert haben.
confirm-without = Es geht auch ohne Passwort: Öffnen Sie den Link in dem Browser, in dem Sie sich registriert haben. Dort genügt ein Druck auf den Knopf.
confirm-not-me = Sie haben sich nicht registriert? Dann hat jemand Ihre Adresse eingegeben, vielleicht aus Versehen.
confirm-long = So lang ist hier kein Passwort.
confirm-proof-needed = Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben.
confirm-wrong = Das ist nicht das Passwort dieser Registrierung. Wenn Sie sich mehrmals registriert haben, verwenden Sie die neueste E-Mail.

### Links

link-dismissed-title = Vielen Dank
link-dismissed-confirm = Wir haben diese Registrierung gelöscht.
link-dismissed-reset = Der Link gilt nicht mehr. Ihr Passwort bleibt, wie es ist.
link-dismissed-change-email = Wir haben diese Änderung verhindert.
link-dismissed-close = Sonst ist nichts zu tun. Sie können diese Seite schließen und die E-Mail löschen.
link-expired-title = Dieser Link ist abgelaufen
link-expired-words = Zu Ihrer Sicherheit gelten die Links in unseren E-Mails nur eine Zeit lang. Einen neuen haben Sie schnell.
link-invalid-title = Dieser Link funktioniert nicht
link-invalid-words = Vielleicht wurde er unterwegs abgeschnitten. Öffnen Sie ihn noch einmal aus der E-Mail, oder kopieren Sie den ganzen Link in die Adresszeile.
link-invalid-next = Wenn das nicht hilft, holen Sie sich einen neuen:
link-offer-button = Neue E-Mail senden
link-offer-email = E-Mail-Adresse, mit der Sie sich registriert haben
link-offer-confirmed = Schon bestätigt? { $open }Anmelden{ $close }
link-offer-remembered = Passwort wieder eingefallen? { $open }Anmelden{ $close }
link-offer-account = In Ihrem Konto können Sie noch einmal von vorn anfangen.
link-used-confirm = Schon bestätigt
link-used-reset = Passwort schon geändert
link-used-change-email = Adresse schon geändert
link-used-words = Alles in Ordnung: Dieser Link hat seinen Zweck erfüllt, und es ist nichts mehr zu tun.
link-used-not-you = Sie waren das nicht? { $open }Neues Passwort wählen{ $close }

### Sign in and out

sign-in-forgotten = Passwort vergessen?
sign-in-new-here = Neu hier? { $open }Registrieren{ $close }
sign-in-signed-out = Sie sind abgemeldet.
sign-in-closed = Ihr Konto ist gelöscht, und Sie sind überall abgemeldet.
sign-in-reset = Ihr Passwort ist geändert. Melden Sie sich mit dem neuen an.
sign-in-confirmed = Ihre Adresse ist bestätigt. Melden Sie sich an, dann geht es weiter.
sign-out-words = Sie werden in diesem Browser abgemeldet.

### Forgotten password

forgot-title = Passwort vergessen?
forgot-words = Das kommt vor. Nennen Sie uns Ihre Adresse, und wir senden Ihnen einen Link, mit dem Sie ein neues wählen.
forgot-button = Link senden
forgot-remembered = Passwort wieder eingefallen? { $open }Anmelden{ $close }
forgot-sent-words = Wenn es für { $address } ein Konto gibt, ist eine E-Mail unterwegs. Der Link darin gilt { $time } lang.
forgot-sent-none = Noch keine E-Mail?
forgot-sent-patience = Warten Sie ein, zwei Minuten und sehen Sie dann in Ihrem Spam-Ordner nach. Vielleicht haben Sie sich mit einer anderen Adresse registriert?
forgot-sent-again = Noch einmal versuchen
forgot-sent-back = Zurück zur Anmeldung

reset-title-page = Wählen Sie ein neues Passwort
reset-for = Für { $address }. Alle Geräte werden abgemeldet; danach melden Sie sich mit dem neuen Passwort an.
reset-save = Neues Passwort speichern
reset-not-me = Sie haben das nicht angefordert? Ihr Passwort bleibt, wie es ist.

### Change of address

change-email-title-page = Adresse ändern
change-email-ask = Von nun an melden Sie sich mit { $address } an. Ihre anderen Geräte werden abgemeldet.
change-email-use = Diese Adresse verwenden
change-email-sign-in = Damit { $address } Ihre Adresse wird, melden Sie sich mit der jetzigen Adresse bei dem Konto an, für das die Änderung angefordert wurde.
change-email-other-account = Sie sind bei einem anderen Konto angemeldet. Damit { $address } Ihre Adresse wird, melden Sie sich mit der jetzigen Adresse bei dem Konto an, für das die Änderung angefordert wurde.
change-email-not-me = Sie haben das nicht angefordert? Dann hat jemand Ihre Adresse eingegeben, vielleicht aus Versehen.
change-email-stop-title = Änderung verhindern
change-email-stop-words = Jemand möchte Ihr Konto von { $address } auf eine andere Adresse umstellen. Wenn Sie das nicht waren, verhindern Sie es hier.
change-email-undo-title = Holen Sie Ihre Adresse zurück
change-email-undo-words = Ihr Konto wurde von { $address } auf eine andere Adresse umgestellt. Wenn Sie das nicht waren, holen Sie Ihre Adresse hier zurück.
change-email-undo-button = Meine Adresse zurückholen
change-email-undo-safe = Zu Ihrer Sicherheit werden alle Geräte abgemeldet, und wir senden Ihnen eine E-Mail, mit der Sie ein neues Passwort wählen.
change-email-undo-was-you = Sie waren es selbst? Dann ist nichts zu tun. Schließen Sie einfach diese Seite.
change-email-undone-title = Ihr Konto ist sicher
change-email-undone-words = Die Adresse ist { $address }, und alle Geräte wurden abgemeldet.
change-email-undone-next = Sehen Sie jetzt in Ihren E-Mails nach: Wir senden Ihnen einen Link, mit dem Sie ein neues Passwort wählen. Wer das getan hat, kennt vielleicht das jetzige.

### Account

account-since = Seit { $time }
account-confirmed = Ihre Adresse ist bestätigt. Willkommen.
account-email-changed = Ihre neue Adresse gilt jetzt, und Sie sind überall sonst abgemeldet.
account-password-changed = Ihr Passwort ist geändert, und Sie sind überall sonst abgemeldet.
account-check-new-mail = Öffnen Sie den Link in der E-Mail an die neue Adresse. Bis dahin ändert sich nichts.
account-session-ended = Das Gerät ist abgemeldet.
account-sessions-ended = Sie sind überall sonst abgemeldet.
account-email-new = Neue E-Mail-Adresse
account-email-change = Adresse ändern
account-password-words = Ihre anderen Geräte werden abgemeldet.
account-password-present = Jetziges Passwort
account-password-change = Passwort ändern
account-sessions-title = Wo Sie angemeldet sind
account-sessions-unknown = Unbekanntes Gerät
account-sessions-this = Dieses Gerät
account-sessions-end-others = Überall sonst abmelden
account-data-title = Ihre Daten
account-data-words = Alles, was wir über Sie gespeichert haben, in einer JSON-Datei.
account-data-download = Meine Daten herunterladen
account-delete-title = Wenn Sie gehen möchten
account-delete-open = Mein Konto löschen
account-delete-words = Ihr Konto und alles, was dazugehört, werden endgültig gelöscht. Niemand kann das rückgängig machen.
account-delete-button = Mein Konto endgültig löschen

### Mailbox

mailbox = Postfach
mailbox-words = Für die Entwicklung: Die E-Mails bleiben hier, statt versendet zu werden. Auch als { $open }JSON{ $close }.
mailbox-news = Neue E-Mail eingetroffen.
mailbox-empty = Noch keine E-Mails. { $open }Registrieren{ $close } Sie sich mit einer beliebigen Adresse, dann kommt hier die erste an.
mailbox-nothing-for = Keine E-Mails an { $to }.
mailbox-to = Empfänger
mailbox-search = Suchen
mailbox-all = Alle E-Mails
mailbox-check = Aktualisieren
mailbox-newer = Neuere
mailbox-older = Ältere
mailbox-clear = Postfach leeren
mailbox-samples-language = Muster aller E-Mails auf
mailbox-samples = Hierher senden
mailbox-mail-to = An
mailbox-mail-from = Von
mailbox-mail-date = Datum
mailbox-mail-kind = Art
mailbox-open-link = Link der E-Mail öffnen
mailbox-html = Die E-Mail als HTML
mailbox-show = Ansicht
mailbox-show-all = Alles
mailbox-show-text = Text
mailbox-show-source = Quelltext
mailbox-width = Breite der HTML-Ansicht
mailbox-width-phone = Handy
mailbox-width-wide = Breit
mailbox-scheme = Farben der HTML-Ansicht
mailbox-scheme-light = Hell
mailbox-scheme-dark = Dunkel

### Closing an account and taking it back

sign-in-closed-until = Ihr Konto ist geschlossen, und Sie sind überall abgemeldet. Wenn Sie es sich anders überlegen, öffnen Sie vor { $time } den Link in unserer E-Mail.
sign-in-kept = Ihr Konto ist wieder da. Melden Sie sich mit dem neuen Passwort an.
keep-title = Behalten Sie Ihr Konto
keep-words = Wählen Sie ein neues Passwort, und das Konto von { $address } ist wieder wie vorher. Das alte Passwort gilt dann nicht mehr; Sie melden sich mit dem neuen an.
keep-button = Mein Konto behalten
keep-until = Wenn Ihr Konto geschlossen bleibt, wird es nach { $time } endgültig gelöscht.

### The account page: what is new

account-parts = Abschnitte dieser Seite
account-change-cancelled = Die Änderung ist abgebrochen. Ihre Adresse bleibt, wie sie ist.
account-language-changed = Ihre Sprache ist gespeichert.
account-pending-title = Eine E-Mail an { $address } wartet auf Sie
account-pending-words = Sie haben am { $time } angefordert, Ihr Konto auf diese Adresse umzustellen. Öffnen Sie den Link in der E-Mail, die wir dorthin gesendet haben: Er gilt { $span } lang. Wenn keine E-Mail gekommen ist, sehen Sie im Spam-Ordner nach, oder prüfen Sie, ob Sie sich in der Adresse vertippt haben.
account-pending-cancel = Diese Änderung abbrechen
account-email-how = Wenn Sie eine neue Adresse eingeben, senden wir einen Link dorthin. Bis Sie ihn öffnen, ändert sich nichts.
account-email-then = Danach melden Sie sich mit der neuen Adresse an, und Ihre anderen Geräte werden abgemeldet. Wir benachrichtigen auch die alte Adresse; von dort lässt sich alles noch { $time } lang rückgängig machen.
account-password-since = Gewählt am { $time }.
account-sessions-short = Geräte
account-sessions-words = Wenn Sie eines davon nicht kennen, melden Sie es ab und ändern Sie Ihr Passwort.
account-sessions-end-one = { $device } abmelden. { $seen }
account-sessions-device = { $program } auf { $system }
account-sessions-now = Gerade eben aktiv
account-sessions-minutes = { $count ->
    [one] Zuletzt aktiv vor { $count } Minute
   *[other] Zuletzt aktiv vor { $count } Minuten
}
account-sessions-hours = { $count ->
    [one] Zuletzt aktiv vor { $count } Stunde
   *[other] Zuletzt aktiv vor { $count } Stunden
}
account-sessions-days = { $count ->
    [one] Zuletzt aktiv vor { $count } Tag
   *[other] Zuletzt aktiv vor { $count } Tagen
}
account-sessions-from = Von { $client } aus, angemeldet am { $time }
account-language-label = Sprache unserer Seiten und E-Mails
account-language-words = In jedem Browser, in dem Sie angemeldet sind.
account-language-browser = Wie in meinem Browser eingestellt
account-language-save = Sprache speichern
account-data-password = Jeder, der gerade an Ihrem Gerät sitzt, könnte diesen Knopf drücken. Ihr Passwort zeigt, dass Sie es sind.
account-close-what = Das geschieht dann:
account-close-now = Sie werden sofort überall abgemeldet, und niemand kann sich mehr bei diesem Konto anmelden.
account-close-kept = { $time } lang, bis { $until }, können Sie es sich anders überlegen: Wir senden eine E-Mail an { $address }, und mit dem Link darin holen Sie Ihr Konto zurück.
account-close-then = Danach werden Ihr Konto und alles, was dazugehört, endgültig gelöscht. Niemand kann das rückgängig machen.

### Admin

admin = Administration
admin-overview = Übersicht
admin-accounts = Personen
admin-mails = E-Mails
admin-addresses = Gesperrte Adressen
admin-audit = Audit-Protokoll
admin-search = Suchen
admin-pages = Seiten
admin-pages-first = Zum Anfang
admin-pages-more = Nächste Seite
admin-none = Nichts gefunden.
admin-none-yet = Bisher nichts gefunden. Die nächste Seite sucht weiter zurück.
admin-no-address = Das ist weder eine vollständige E-Mail-Adresse noch eine ID.
admin-yes = Ja
admin-no = Nein
admin-by = von

admin-overview-words = Die letzten dreißig Tage, nach UTC-Tagen.
admin-overview-cut = Es gibt so viele Daten, dass nur der neueste Teil gezählt wurde: Die ersten Tage sind nicht vollständig.
admin-overview-times = Die Antwortzeiten sind die dieses Prozesses seit seinem Start, höchstens die der letzten 24 Stunden: Von hundert Anfragen dauerten neunundneunzig nicht länger.
admin-plot-sign-ups-title = Registrierungen und Bestätigungen
admin-plot-sign-ups = Registrierungen
admin-plot-confirmed = Bestätigungen
admin-plot-share-title = Bestätigungen je hundert Registrierungen des Tages
admin-plot-share = Anteil
admin-plot-mails-title = E-Mails nach Ergebnis
admin-plot-failures-title = Fehlgeschlagene E-Mails
admin-plot-p99-title = Antwortzeit (99. Perzentil)
admin-plot-p99 = Antwortzeit
admin-plot-below = Alle Zahlen stehen in der Tabelle unter dem Diagramm.
admin-plot-table = Als Tabelle
admin-plot-when = Zeitpunkt
admin-plot-nothing = Noch nichts.

admin-accounts-search = Adresse oder ID
admin-accounts-hint = Der Anfang einer Adresse wird sofort gefunden. Wenn keine Adresse so beginnt, suchen wir auch mitten in den Adressen.
admin-accounts-which = Anzeigen
admin-accounts-all = Alle
admin-accounts-confirmed = Konten
admin-accounts-waiting = Offene Registrierungen
admin-accounts-disabled = Deaktivierte Konten
admin-accounts-within = Bei diesen kommt es irgendwo in der Adresse vor, neueste zuerst.
admin-accounts-wider = Auch mitten in den Adressen suchen
admin-column-state = Status
admin-column-confirmed = Bestätigt
admin-column-mail = Letzte E-Mail
admin-column-signed-in = Letzte Anmeldung
admin-column-since = Seit
admin-state-active = Aktiv
admin-state-admin = Admin
admin-state-disabled = Deaktiviert
admin-state-waiting = Nicht bestätigt
admin-state-closed = Vom Inhaber geschlossen
admin-state-closed-until = Vom Inhaber geschlossen, aufbewahrt bis { $time }

admin-fact-id = ID
admin-fact-sessions = Sitzungen
admin-fact-password = Passwort seit
admin-fact-password-none = Noch keines gewählt
admin-fact-until = Wartet bis
admin-fact-rivals = Weitere Versuche mit dieser Adresse
admin-fact-marked = Bekommt keine E-Mails seit
admin-account-audit = Was dieses Konto getan hat und was mit ihm geschah, im Audit-Protokoll
admin-account-mails = E-Mails an dieses Konto
admin-acts = Was Sie tun können
admin-send-reset = Link zur Passwortwahl senden
admin-send-reset-words = An die Adresse geht die übliche E-Mail. Bis der Link darin verwendet wird, ändert sich nichts. Sie selbst bekommen ihn nie zu sehen.
admin-end-sessions = Überall abmelden
admin-end-sessions-words = Alle Geräte werden sofort abgemeldet. Das Passwort bleibt.
admin-disable = Konto deaktivieren
admin-disable-words = Niemand kann sich mehr anmelden, alle Geräte werden abgemeldet, und bereits gesendete Links gelten nicht mehr. Sie können das Konto wieder aktivieren.
admin-enable = Konto wieder aktivieren
admin-enable-words = Man kann sich wieder anmelden, mit dem bisherigen Passwort.
admin-delete = Konto löschen
admin-delete-words = Das Konto und alles, was dazugehört, werden endgültig gelöscht. Niemand kann das rückgängig machen.
admin-account-yourself = Das ist Ihr eigenes Konto. Sie können es hier nicht deaktivieren oder löschen, damit es immer einen Admin gibt. Bitten Sie einen anderen Admin darum, oder verwenden Sie die Kommandozeile.
admin-account-no-reset = Ein deaktiviertes Konto bekommt keine solche E-Mail. Aktivieren Sie es zuerst wieder.
admin-account-disabled = Das Konto ist deaktiviert, und alle Geräte sind abgemeldet.
admin-account-enabled = Das Konto ist wieder aktiv.
admin-account-sessions-ended = Alle Geräte sind abgemeldet.
admin-account-reset-sent = Die E-Mail ist in der Warteschlange.
admin-account-deleted = Das Konto ist gelöscht.

admin-sign-up-account = Zu dieser Adresse gibt es { $open }ein Konto{ $close }. Aus dieser Registrierung kann kein zweites werden.
admin-resend = Bestätigungs-E-Mail noch einmal senden
admin-resend-words = Die übliche E-Mail geht noch einmal an die Adresse.
admin-remove = Diese Registrierung löschen
admin-remove-words = Die Links dazu gelten nicht mehr. Eine neue Registrierung ist jederzeit möglich.
admin-sign-up-resent = Die E-Mail ist in der Warteschlange.
admin-sign-up-removed = Die Registrierung ist gelöscht.

admin-story = Was geschehen ist
admin-story-cut = Hier sehen Sie nur das Neueste.
admin-story-sign-up = Registrierung
admin-story-confirmed = Registrierung bestätigt
admin-story-mail = E-Mail
admin-story-session = Angemeldet, bis jetzt
admin-story-change = Andere Adresse angefordert
admin-story-changed = Adresse geändert
admin-story-change-undone = Änderung verhindert oder rückgängig gemacht
admin-story-line = Audit

admin-mail-queued = In der Warteschlange
admin-mail-sent = Gesendet
admin-mail-failed = Fehlgeschlagen
admin-mail-obsolete = Nicht mehr nötig
admin-mail-skipped = Nicht zu senden
admin-mails-all = Alle
admin-mails-search = Adresse
admin-mails-asked = Angefordert am { $time }
admin-mails-finished = abgeschlossen am { $time }
admin-mails-next = nächster Versuch am { $time }
admin-mails-tries = { $count ->
    [one] { $count } Versuch
   *[other] { $count } Versuche
}
admin-mails-retry = Noch einmal versuchen
admin-mails-retry-one = Noch einmal versuchen: E-Mail an { $address }
admin-mails-retry-all = Alle fehlgeschlagenen noch einmal versuchen
admin-mails-queued = Zum sofortigen Senden eingereiht.
admin-mails-busy = Diese E-Mail wird gerade gesendet oder ist schon erledigt.

admin-addresses-words = Ein Mailserver hat diese Adressen endgültig abgelehnt, oder ihre Inhaber haben sich beschwert. Sie bekommen keine E-Mails, bis Sie sie freigeben.
admin-addresses-release = Freigeben
admin-addresses-release-one = { $address } freigeben
admin-addresses-release-all = Alle unzustellbaren freigeben
admin-addresses-released = Freigegeben. E-Mails gehen wieder dorthin.
admin-addresses-free = Diese Adresse bekommt schon E-Mails.
admin-addresses-more = Es gibt mehr, als hier angezeigt werden.
admin-mark-undeliverable = Unzustellbar
admin-mark-complained = Beschwerde

admin-audit-search = Adresse oder ID eines Kontos
admin-audit-event = Ereignis
admin-audit-all = Alle
admin-audit-account = Konto
