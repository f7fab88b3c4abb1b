# Deutsch, mit Sie.

seconds = { $count ->
    [one] { $count } Sekunde
   *[other] { $count } Sekunden
}
minutes = { $count ->
    [one] { $count } Minute
   *[other] { $count } Minuten
}
hours = { $count ->
    [one] { $count } Stunde
   *[other] { $count } Stunden
}
days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
}

link-lasts = Der Link gilt { $time } lang.
questions = Fragen? Schreiben Sie an { $support }

confirm-subject = Bestätigen Sie Ihre Adresse für { $product }
confirm-preheader = Noch ein Schritt, dann ist Ihr Konto bereit.
confirm-title = Willkommen bei { $product }
confirm-words = Ein Schritt fehlt noch: Bestätigen Sie, dass diese Adresse Ihnen gehört.
confirm-button = Meine Adresse bestätigen
confirm-proof = Öffnen Sie den Link in dem Browser, in dem Sie sich registriert haben, oder halten Sie das Passwort bereit, das Sie dabei gewählt haben.
confirm-not-you = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren: Ohne diesen Link wird kein Konto angelegt. Auf der Seite dahinter können Sie uns auch sagen, dass Sie es nicht waren.

already-registered-subject = Sie haben schon ein Konto bei { $product }
already-registered-preheader = Es gibt nichts zu bestätigen, und nichts hat sich geändert. Melden Sie sich einfach an.
already-registered-title = Sie haben schon ein Konto
already-registered-words = Jemand, vielleicht Sie selbst, wollte sich bei { $product } mit dieser Adresse registrieren oder hat um eine E-Mail zur Bestätigung gebeten. Sie haben hier schon ein Konto. Es gibt also nichts zu bestätigen, und nichts hat sich geändert.
already-registered-button = Anmelden
already-registered-forgotten = Wenn Sie Ihr Passwort nicht mehr wissen, können Sie auf dieser Seite ein neues anfordern.
already-registered-not-you = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren. Ihr Konto und Ihr Passwort sind, wie sie waren.

reset-subject = Wählen Sie ein neues Passwort für { $product }
reset-preheader = Mit dem Link in dieser E-Mail können Sie es wählen.
reset-title = Wählen Sie ein neues Passwort
reset-words = Sie haben ein neues Passwort für { $product } angefordert. Jetzt können Sie es wählen.
reset-button = Neues Passwort wählen
reset-once = Der Link funktioniert einmal.
reset-once-for = Der Link funktioniert einmal und gilt { $time } lang.
reset-not-you = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren; auf der Seite hinter dem Link können Sie uns das auch sagen. Ihr Passwort bleibt, wie es ist.

password-changed-subject = Ihr Passwort für { $product } wurde geändert
password-changed-preheader = Wenn Sie das waren, ist nichts zu tun.
password-changed-title = Ihr Passwort wurde geändert
password-changed-words = Das Passwort Ihres Kontos bei { $product } wurde geändert. Wenn Sie das waren, ist alles in Ordnung, und es ist nichts zu tun.
password-changed-button = Das war ich nicht
password-changed-not-you = Wenn Sie das nicht waren, öffnen Sie den Link und wählen Sie sofort ein neues Passwort. Damit werden auch alle abgemeldet.

suspicious-sign-in-subject = Neue Anmeldung bei { $product } nach falschen Passwörtern
suspicious-sign-in-preheader = Wenn Sie das waren, ist nichts zu tun.
suspicious-sign-in-title = Jemand hat sich in Ihrem Konto angemeldet
suspicious-sign-in-words = Für Ihr Konto bei { $product } wurden mehrere falsche Passwörter eingegeben. Danach hat sich jemand mit dem richtigen angemeldet, in einem Browser, den wir noch nicht kannten. Wenn Sie das waren, ist alles in Ordnung, und es ist nichts zu tun.
suspicious-sign-in-button = Das war ich nicht
suspicious-sign-in-not-you = Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Öffnen Sie den Link und wählen Sie sofort ein neues. Damit werden auch alle abgemeldet.

change-email-subject = Bestätigen Sie Ihre neue Adresse für { $product }
change-email-preheader = Bis Sie sie bestätigen, gilt Ihre alte Adresse.
change-email-title = Bestätigen Sie Ihre neue Adresse
change-email-words = Sie möchten für Ihr Konto bei { $product } von nun an diese Adresse verwenden. Um zu bestätigen, dass sie Ihnen gehört, öffnen Sie den Link in einem Browser, in dem Sie angemeldet sind.
change-email-button = Diese Adresse bestätigen
change-email-until-then = Bis Sie bestätigen, gilt Ihre alte Adresse weiter.
change-email-not-you = Wenn Sie das nicht waren, können Sie diese E-Mail ignorieren; auf der Seite hinter dem Link können Sie uns das auch sagen.

change-email-notice-subject = Ihre Adresse bei { $product } soll sich ändern
change-email-notice-preheader = Wenn Sie das waren, ist hier nichts zu tun. Wenn nicht, können Sie es verhindern.
change-email-notice-title = Ihre Adresse soll sich ändern
change-email-notice-words = Jemand, der Ihr Passwort kennt, möchte die Adresse Ihres Kontos bei { $product } ändern.
change-email-notice-words-to = Jemand, der Ihr Passwort kennt, möchte die Adresse Ihres Kontos bei { $product } in { $address } ändern.
change-email-notice-was-you = Wenn Sie das waren, ist hier nichts zu tun: Öffnen Sie den Link, der an die neue Adresse ging.
change-email-notice-button = Änderung verhindern
change-email-notice-lasts = Der Link gilt { $time } lang, auch noch nach der Änderung.
change-email-notice-not-you = Wenn Sie das nicht waren, verhindern Sie die Änderung. Ihr Konto behält diese Adresse oder bekommt sie zurück, alle werden abgemeldet, und das jetzige Passwort gilt nicht mehr. Danach senden wir Ihnen eine E-Mail, mit der Sie ein neues wählen.

email-changed-subject = Ihre Adresse bei { $product } wurde geändert
email-changed-preheader = Wenn Sie das waren, ist nichts zu tun. Wenn nicht, können Sie es rückgängig machen.
email-changed-title = Ihre Adresse wurde geändert
email-changed-words = Die Adresse Ihres Kontos bei { $product } wurde geändert. Unsere E-Mails gehen von nun an an die neue.
email-changed-words-to = Die Adresse Ihres Kontos bei { $product } wurde in { $address } geändert. Unsere E-Mails gehen von nun an dorthin.
email-changed-was-you = Wenn Sie das waren, ist alles in Ordnung, und es ist nichts zu tun.
email-changed-button = Änderung rückgängig machen
email-changed-not-you = Wenn Sie das nicht waren, machen Sie die Änderung rückgängig. Ihr Konto bekommt diese Adresse zurück, alle werden abgemeldet, und das jetzige Passwort gilt nicht mehr. Danach senden wir Ihnen eine E-Mail, mit der Sie ein neues wählen.

account-closed-subject = Ihr Konto bei { $product } ist geschlossen
account-closed-preheader = Wenn Sie es sich anders überlegen, können Sie es noch zurückholen.
account-closed-title = Ihr Konto ist geschlossen
account-closed-words = Ihr Konto bei { $product } wurde geschlossen, und alle sind abgemeldet. Was dazu gehört, wird noch eine Weile aufbewahrt, falls Sie es sich anders überlegen; danach wird es endgültig gelöscht.
account-closed-was-you = Wenn Sie das waren, ist nichts zu tun.
account-closed-button = Mein Konto behalten
account-closed-lasts = Der Link gilt { $time } lang und funktioniert einmal. Sie wählen dort ein neues Passwort, und Ihr Konto ist wieder wie vorher. Danach kann es niemand mehr zurückholen.
account-closed-ends = Der Link funktioniert einmal. Sie wählen dort ein neues Passwort, und Ihr Konto ist wieder wie vorher. Ist Ihr Konto gelöscht, kann es niemand mehr zurückholen.
account-closed-not-you = Wenn Sie das nicht waren, kennt jemand Ihr Passwort. Öffnen Sie den Link und wählen Sie ein neues: Ihr Konto wird wieder geöffnet, und nur Sie können sich anmelden.
