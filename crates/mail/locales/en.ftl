# English. In plain ASCII, so that these mails travel as they are and can be read in their source.
# What is put in: $product is what the service is called, $address the new address of an account, $time a span
# in words, $count its number, $support an address for questions.

seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

link-lasts = The link works for { $time }.
questions = Questions? Write to { $support }

confirm-subject = Confirm your address for { $product }
confirm-preheader = One step is left, then your account is ready.
confirm-title = Welcome to { $product }
confirm-words = One step is left: confirm that this address is yours.
confirm-button = Confirm my address
confirm-proof = Open the link in the browser where you signed up, or have the password you chose at hand.
confirm-not-you = If this was not you, you can ignore this mail: no account is made without that link. The page behind it also lets you say that it was not you.

already-registered-subject = You already have an account at { $product }
already-registered-preheader = There is nothing to confirm, and nothing has changed. Just sign in.
already-registered-title = You already have an account
already-registered-words = Somebody, perhaps you, tried to sign up at { $product } with this address, or asked for a mail to confirm it. You already have an account here, so there is nothing to confirm, and nothing has changed.
already-registered-button = Sign in
already-registered-forgotten = If you no longer know your password, you can ask for a new one on that page.
already-registered-not-you = If this was not you, you can ignore this mail. Your account and your password are as they were.

reset-subject = Choose a new password for { $product }
reset-preheader = You can choose it with the link in this mail.
reset-title = Choose a new password
reset-words = You asked for a new password at { $product }. You can choose it now.
reset-button = Choose a new password
reset-once = The link works once.
reset-once-for = The link works once, for { $time }.
reset-not-you = If this was not you, you can ignore this mail; the page behind the link also lets you say so. Your password stays as it is.

password-changed-subject = Your password for { $product } was changed
password-changed-preheader = If that was you, there is nothing to do.
password-changed-title = Your password was changed
password-changed-words = The password of your account at { $product } was changed. If that was you, all is well, and there is nothing to do.
password-changed-button = This was not me
password-changed-not-you = If this was not you, open the link and choose a new password at once. That also signs everybody out.

suspicious-sign-in-subject = New sign-in to { $product } after wrong passwords
suspicious-sign-in-preheader = If that was you, there is nothing to do.
suspicious-sign-in-title = Somebody signed in to your account
suspicious-sign-in-words = Several wrong passwords were tried for your account at { $product }. Then somebody signed in with the right one, in a browser that was new to us. If that was you, all is well, and there is nothing to do.
suspicious-sign-in-button = This was not me
suspicious-sign-in-not-you = If this was not you, somebody knows your password. Open the link and choose a new one at once. That also signs everybody out.

change-email-subject = Confirm your new address for { $product }
change-email-preheader = Until you confirm it, your old address stays in use.
change-email-title = Confirm your new address
change-email-words = You asked to use this address for your account at { $product } from now on. To confirm that it is yours, open the link in a browser where you are signed in.
change-email-button = Confirm this address
change-email-until-then = Until you confirm, your old address stays in use.
change-email-not-you = If this was not you, you can ignore this mail; the page behind the link also lets you say so.

change-email-notice-subject = Your address at { $product } is about to change
change-email-notice-preheader = If that was you, there is nothing to do here. If not, you can stop it.
change-email-notice-title = Your address is about to change
change-email-notice-words = Somebody who knows your password asked to change the address of your account at { $product }.
change-email-notice-words-to = Somebody who knows your password asked to change the address of your account at { $product } to { $address }.
change-email-notice-was-you = If that was you, there is nothing to do here: open the link that went to the new address.
change-email-notice-button = Stop the change
change-email-notice-lasts = The link works for { $time }, also after the change.
change-email-notice-not-you = If this was not you, stop the change. Your account keeps this address, or gets it back; everybody is signed out, and the present password no longer works. We then send you a mail to choose a new one.

email-changed-subject = Your address at { $product } was changed
email-changed-preheader = If that was you, there is nothing to do. If not, you can undo it.
email-changed-title = Your address was changed
email-changed-words = The address of your account at { $product } was changed. From now on our mails go to the new one.
email-changed-words-to = The address of your account at { $product } was changed to { $address }. From now on our mails go there.
email-changed-was-you = If that was you, all is well, and there is nothing to do.
email-changed-button = Undo the change
email-changed-not-you = If this was not you, undo the change. Your account gets this address back, everybody is signed out, and the present password no longer works. We then send you a mail to choose a new one.

account-closed-subject = Your account at { $product } is closed
account-closed-preheader = If you change your mind, you can still take it back.
account-closed-title = Your account is closed
account-closed-words = Your account at { $product } was closed, and everybody is signed out. What belongs to it is kept a little longer, in case you change your mind; then it is removed for good.
account-closed-was-you = If that was you, there is nothing to do.
account-closed-button = Keep my account
account-closed-lasts = The link works for { $time }, and once. You choose a new password there, and your account is as it was. After that nobody can bring it back.
account-closed-ends = The link works once. You choose a new password there, and your account is as it was. Once your account is removed, nobody can bring it back.
account-closed-not-you = If this was not you, somebody knows your password. Open the link and choose a new one: your account opens again, and only you can sign in.
