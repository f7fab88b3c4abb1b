# English. What the pages say, page by page; spans of time ("30 minutes") come from the mails' words.
# What is put in is named in each message: $brand is what the service is called, $address somebody's address, $time a
# span or an instant, $count a number. $open and $close stand around the words of a link.

### Every page

please-check-title = Please check: { $page }
sign-in = Sign in
sign-up = Sign up
sign-out = Sign out
your-account = Your account
go-to-account = Go to your account
go-to-sign-in = Go to sign in
email-address = Email address
password = Password
new-password = New password
your-password = Your password
language = Language
language-change = Change
cookies = Only necessary cookies. No tracking.
cookies-vendor = Only necessary cookies of ours. { $vendor } looks at this page's visitors, to keep programs out.
password-show = Show the password
password-hint = At least { $count } characters. A few words in a row work well.
errors-heading = Please check this and try again.
not-me = This was not me
# $address is an address, or a button with one in it.
did-you-mean = Did you mean { $address }?
did-you-mean-yes = Yes, correct it

### How good a new password looks while it is typed

strength-short = Too short so far: it takes at least { $count } characters.
strength-own = Weak: it is built around your address or the name of this site.
strength-pattern = Weak: it repeats itself or follows a pattern that is tried first.
strength-fair = Fair: another word that has nothing to do with the others makes it better.
strength-good = Good. One more word makes it stronger still.
strength-strong = Strong: long and varied.

captcha-busy = One moment: your browser is showing us that you are not a program…
captcha-failed = That did not work. Please check your connection and press the button again.
captcha-no-script = To keep programs out, this form needs JavaScript. Please turn it on for this page.
captcha-no-script-now = To keep programs out, this form needs JavaScript just now. Please turn it on for this page, or come back in { $time }: then it goes without.

### What is wrong with a field

field-email-missing = Enter your email address.
field-email-form = Enter an email address in the form name@example.org.
field-password-missing = Enter a password.
field-password-long = Use at most { $count } characters.
field-locale = Give a language tag such as en or pt-BR.
field-next = This does not lead to a place that is allowed.
field-same-address = That is your address already.
field-captcha = Nothing was done yet: we have to make sure that you are not a program. Please send this again.

password-too-short = Use at least { $count } characters. A few words in a row are easy to remember.
password-context = This is too close to your address or to the name of this site: it is built around ‘{ $word }’. Choose something only you would think of.
password-listed = This is one of the first passwords an attacker would try. Choose a few words that have nothing to do with each other.
password-common = It is built around ‘{ $word }’, one of the first words an attacker would try. Choose a few words that have nothing to do with each other.
password-breached = This password has turned up in a data breach elsewhere, so attackers know it. Choose one that you use nowhere else.
password-predictable = It repeats itself or follows a pattern that an attacker would try first. Choose a few words that have nothing to do with each other.

### Errors

error-number = Error { $status }
error-forgotten = Forgot your password? { $open }Choose a new one{ $close }
error-request = If you write to us about this, please add this number: { $number }

problem-credentials-invalid-title = Not signed in
problem-credentials-invalid = Address or password is wrong. If you have only just signed up, confirm your address first: the link is in your mail.
problem-wrong-password-title = Wrong password
problem-wrong-password = That is not the right password.
problem-proof-required-title = Password needed
problem-proof-required = In any browser but the one that signed up, the password chosen there is needed too.
problem-unauthenticated-title = Not signed in
problem-unauthenticated = Sign in first.
problem-unconfirmed-title = Not confirmed yet
problem-unconfirmed = Confirm the address first: the link is in the mail.
problem-cross-origin-title = Refused
problem-cross-origin = This request came from another site, so nothing was done.
problem-captcha-required-title = One more step
problem-captcha-required = Nothing was done yet: solve the captcha, so that we know you are not a program, and send this again.
problem-untrusted-title = Not believed
problem-untrusted = The message is not from where it should be.
problem-malformed-title = Not understood
problem-malformed = The request could not be read.
problem-token-invalid-title = Not a link of ours
problem-token-invalid = The link is incomplete or was not made here.
problem-token-expired-title = Link expired
problem-token-expired = The link is too old, or something newer has replaced it.
problem-token-used-title = Link already used
problem-token-used = The link has done its work before.
problem-not-found-title = Not found
problem-not-found = There is nothing here.
problem-too-large-title = Too large
problem-too-large = The request is larger than 64 KiB.
problem-unsupported-media-type-title = Unsupported media type
problem-unsupported-media-type = Send the body as application/json here.
problem-method-not-allowed-title = Method not allowed
problem-method-not-allowed = This address does not take that method.
problem-timed-out-title = Too slow
problem-timed-out = The request did not arrive in time.
problem-rate-limited-title = Too many attempts
problem-rate-limited = Nothing was done. Try again later.
problem-rate-limited-wait = Nothing was done. Try again in { $time }.
problem-rate-limited-stopped = Nothing was done. After so many wrong passwords no more are tried: choose a new one by a mail to you, or use a browser in which you have signed in before.
problem-overloaded-title = Busy
problem-overloaded = Too much is going on right now. Nothing was done; try again in a moment.
problem-overloaded-in-doubt = The answer of our database was lost. What you asked for may be done or not: look again in a moment.
problem-internal-title = Something went wrong
problem-internal = It is not your fault, and nothing was changed. Try again in a moment.
problem-validation-title = Please check
problem-validation = Some fields need another look.

### Sign up

sign-up-email-hint = We will send a mail there to confirm that it is yours.
sign-up-been-here = Been here before? { $open }Sign in{ $close }

check-mail-title = Check your mail
check-mail-sending = We are sending a mail to { $address }. Open the link in it to carry on.
check-mail-sending-unknown = We are sending a mail to the address you gave. Open the link in it to carry on.
check-mail-browser = It is easiest in this browser. On another device, have the password ready that you just chose.
check-mail-none = No mail yet?
check-mail-patience = Give it a minute or two, then look in your spam folder.
check-mail-again = Send the mail again
check-mail-wrong = Wrong address? { $open }Sign up with another one{ $close }
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = Open { $place }
check-mail-pause = You can ask for another one in a minute.
check-mail-again-in = Send it again in { $seconds } s
check-mail-sent = If a sign-up of this address is waiting, a new mail is on its way. It can take a minute.

unconfirmed-title = Confirm your address first
unconfirmed-heading = One step to go
unconfirmed-words = { $address } is not confirmed yet. Open the link in the mail we sent you, and you are in.
unconfirmed-words-unknown = Your address is not confirmed yet. Open the link in the mail we sent you, and you are in.
unconfirmed-none = No mail?
unconfirmed-patience = Look in your spam folder, or let us send it again.
unconfirmed-other = Have another account? { $button } here first, then sign in with it.

undeliverable-title = Mail could not be delivered
undeliverable-heading = We could not deliver our mail
undeliverable-words = Our mail does not reach { $address }.
undeliverable-mistake = Please look for a typing mistake. If there is one, sign up with the right address: that takes a moment.
undeliverable-correct = Correct the address
undeliverable-right = Is the address right?
undeliverable-right-words = Then its mailbox may be full or closed to us. Ask whoever runs this service to try it again, or sign up with another address.

resend-title = Send the mail again
resend-words = Which address did you sign up with?
resend-button = Send it again
resend-not-yet = Not signed up yet? { $open }Sign up{ $close }

### Confirm

confirm-title-page = Confirm your address
confirm-other-browser = This is not the browser you signed up in. To show that it is you, type the password you chose then.
confirm-press = Press the button, and your account is ready.
confirm-password = The password you chose when you signed up
confirm-button-page = Confirm my address
confirm-why = Why a password?
confirm-why-words = A link alone proves little: anybody could have typed your address. The password shows that it was you who signed up.
confirm-without = Or do it without: open the link in the browser you signed up in. There it takes one press.
confirm-not-me = Did not sign up? Then somebody typed your address, perhaps by mistake.
confirm-long = That is longer than any password here.
confirm-proof-needed = Type the password you chose when you signed up.
confirm-wrong = That is not the password of this sign-up. If you signed up more than once, use the newest mail.

### Links

link-dismissed-title = Thank you
link-dismissed-confirm = We have removed that sign-up.
link-dismissed-reset = We have cancelled that link. Your password stays as it is.
link-dismissed-change-email = We have cancelled that change.
link-dismissed-close = There is nothing else to do. You can close this page and delete the mail.
link-expired-title = This link has expired
link-expired-words = Links in our mails only work for a while, to keep you safe. Getting a new one is quick.
link-invalid-title = This link does not work
link-invalid-words = It may have been cut off on its way. Open it again from the mail, or copy the whole link into the address bar.
link-invalid-next = If that does not help, get a new one:
link-offer-button = Send a new mail
link-offer-email = Email address you signed up with
link-offer-confirmed = Already confirmed? { $open }Sign in{ $close }
link-offer-remembered = Remembered it? { $open }Sign in{ $close }
link-offer-account = You can start again from your account.
link-used-confirm = Already confirmed
link-used-reset = Password already changed
link-used-change-email = Address already changed
link-used-words = All is well: this link has done its work, and there is nothing more to do with it.
link-used-not-you = Not you who changed it? { $open }Choose a new password{ $close }

### Sign in and out

sign-in-forgotten = Forgot your password?
sign-in-new-here = New here? { $open }Sign up{ $close }
sign-in-signed-out = You are signed out.
sign-in-closed = Your account is deleted, and you are signed out everywhere.
sign-in-reset = Your password is changed. Sign in with the new one.
sign-in-confirmed = Your address is confirmed. Sign in to carry on.
sign-out-words = You will be signed out in this browser.

### Forgotten password

forgot-title = Forgot your password?
forgot-words = It happens. Tell us your address, and we will send you a link to choose a new one.
forgot-button = Send me a link
forgot-remembered = Remembered it? { $open }Sign in{ $close }
forgot-sent-words = If there is an account for { $address }, a mail is on its way. Its link works for { $time }.
forgot-sent-none = No mail yet?
forgot-sent-patience = Give it a minute or two, then look in your spam folder. Perhaps you signed up with another address?
forgot-sent-again = Try again
forgot-sent-back = Go back to sign in

reset-title-page = Choose a new password
reset-for = For { $address }. Every device will be signed out; then you sign in with the new password.
reset-save = Save the new password
reset-not-me = Did not ask for this? Your password stays as it is.

### Change of address

change-email-title-page = Change your address
change-email-ask = From now on you will sign in with { $address }. Your other devices will be signed out.
change-email-use = Use this address
change-email-sign-in = To make { $address } your address, sign in to the account that asked for it, with its present address.
change-email-other-account = You are signed in to a different account. To make { $address } your address, sign in to the account that asked for it, with its present address.
change-email-not-me = Did not ask for this? Then somebody typed your address, perhaps by mistake.
change-email-stop-title = Stop this change
change-email-stop-words = Somebody asked to move your account away from { $address }. If that was not you, stop it here.
change-email-undo-title = Take your address back
change-email-undo-words = Your account was moved away from { $address }. If that was not you, take it back here.
change-email-undo-button = Take my address back
change-email-undo-safe = To keep you safe, every device will be signed out, and we will send you a mail to choose a new password.
change-email-undo-was-you = Was it you? Then there is nothing to do. Just close this page.
change-email-undone-title = Your account is safe
change-email-undone-words = Its address is { $address }, and every device has been signed out.
change-email-undone-next = Next, look in your mail: we are sending you a link to choose a new password. Whoever did this may know the present one.

### Account

account-since = Since { $time }
account-confirmed = Your address is confirmed. Welcome.
account-email-changed = Your new address is in force, and you are signed out everywhere else.
account-password-changed = Your password is changed, and you are signed out everywhere else.
account-check-new-mail = Open the link in the mail to the new address. Until then nothing changes.
account-session-ended = That session is over.
account-sessions-ended = You are signed out everywhere else.
account-email-new = New email address
account-email-change = Change address
account-password-words = Your other devices will be signed out.
account-password-present = Present password
account-password-change = Change password
account-sessions-title = Where you are signed in
account-sessions-unknown = Unknown device
account-sessions-this = This device
account-sessions-end-others = Sign out everywhere else
account-data-title = Your data
account-data-words = Everything we hold about you, as one JSON file.
account-data-download = Download my data
account-delete-title = Leaving
account-delete-open = Delete my account
account-delete-words = Your account and what belongs to it are removed for good. Nobody can bring them back.
account-delete-button = Delete my account for good

### Mailbox

mailbox = Mailbox
mailbox-words = For development: mails stay here instead of going out. Also as { $open }JSON{ $close }.
mailbox-news = New mail has arrived.
mailbox-empty = No mail yet. { $open }Sign up{ $close } with any address, and the first one will arrive here.
mailbox-nothing-for = No mail to { $to }.
mailbox-to = Recipient
mailbox-search = Search
mailbox-all = All mails
mailbox-check = Check again
mailbox-newer = Newer
mailbox-older = Older
mailbox-clear = Clear the mailbox
mailbox-samples-language = A sample of every mail, in
mailbox-samples = Send them here
mailbox-mail-to = To
mailbox-mail-from = From
mailbox-mail-date = Date
mailbox-mail-kind = Kind
mailbox-open-link = Open its link
mailbox-html = The mail as HTML
mailbox-show = What to show
mailbox-show-all = All
mailbox-show-text = Text
mailbox-show-source = Source
mailbox-width = Width of the HTML
mailbox-width-phone = Phone
mailbox-width-wide = Wide
mailbox-scheme = Colours of the HTML
mailbox-scheme-light = Light
mailbox-scheme-dark = Dark

### Closing an account and taking it back

sign-in-closed-until = Your account is closed, and you are signed out everywhere. If you change your mind, open the link in our mail before { $time }.
sign-in-kept = Your account is back. Sign in with the new password.
keep-title = Keep your account
keep-words = Choose a new password, and the account of { $address } is as it was. The old password no longer works then; you sign in with the new one.
keep-button = Keep my account
keep-until = If you leave it closed, it is removed for good. That happens after { $time }.

### The account page: what is new

account-parts = Parts of this page
account-change-cancelled = The change is called off. Your address stays as it is.
account-language-changed = Your language is saved.
account-pending-title = Waiting for you at { $address }
account-pending-words = You asked to move your account there, { $time }. Open the link in the mail that we sent to it: it works for { $span }. If no mail came, look in the spam folder, or for a typing mistake in the address.
account-pending-cancel = Call off this change
account-email-how = If you enter a new address, we send a link there, and nothing changes until you open it.
account-email-then = Then you sign in with the new address, and your other devices are signed out. We tell the old address as well; for { $time } it can take everything back.
account-password-since = Chosen { $time }.
account-sessions-short = Devices
account-sessions-words = If you do not know one of these, sign it out and change your password.
account-sessions-end-one = Sign out { $device }. { $seen }
account-sessions-device = { $program } on { $system }
account-sessions-now = Last seen just now
account-sessions-minutes = { $count ->
    [one] Last seen { $count } minute ago
   *[other] Last seen { $count } minutes ago
}
account-sessions-hours = { $count ->
    [one] Last seen { $count } hour ago
   *[other] Last seen { $count } hours ago
}
account-sessions-days = { $count ->
    [one] Last seen { $count } day ago
   *[other] Last seen { $count } days ago
}
account-sessions-from = From { $client }, signed in { $time }
account-language-label = Language of our pages and mails
account-language-words = In every browser where you are signed in.
account-language-browser = As my browser asks
account-language-save = Save language
account-data-password = Anybody who sits down at your device could press this button. Your password shows that it is you.
account-close-what = This is what happens:
account-close-now = At once you are signed out everywhere, and nobody can sign in to this account any more.
account-close-kept = For { $time }, until { $until }, you can change your mind: we send a mail to { $address }, and the link in it gives you your account back.
account-close-then = After that your account and what belongs to it are removed for good. Nobody can bring them back.

### Admin

admin = Admin
admin-overview = Overview
admin-accounts = People
admin-mails = Mails
admin-addresses = Blocked addresses
admin-audit = Audit trail
admin-search = Search
admin-pages = Pages
admin-pages-first = To the beginning
admin-pages-more = Next page
admin-none = Nothing was found.
admin-none-yet = Nothing was found so far. The next page looks further back.
admin-no-address = That is neither a whole email address nor an id.
admin-yes = Yes
admin-no = No
admin-by = by

admin-overview-words = The last thirty days, by days of UTC.
admin-overview-cut = There is so much that only the newest part was counted: the first days are not complete.
admin-overview-times = Response times are those of this process since it started, at most of the last 24 hours: of a hundred requests, ninety-nine took no longer.
admin-plot-sign-ups-title = Sign-ups and confirmations
admin-plot-sign-ups = Sign-ups
admin-plot-confirmed = Confirmations
admin-plot-share-title = Confirmations out of a hundred sign-ups of the day
admin-plot-share = Share
admin-plot-mails-title = Mails by what became of them
admin-plot-failures-title = Mails that failed
admin-plot-p99-title = Response time (99th percentile)
admin-plot-p99 = Response time
admin-plot-below = All figures are in the table below the picture.
admin-plot-table = As a table
admin-plot-when = When
admin-plot-nothing = Nothing yet.

admin-accounts-search = Address or id
admin-accounts-hint = The beginning of an address is found at once. If no address begins so, we look inside of them.
admin-accounts-which = Show
admin-accounts-all = All
admin-accounts-confirmed = Accounts
admin-accounts-waiting = Waiting sign-ups
admin-accounts-disabled = Disabled accounts
admin-accounts-within = These have it somewhere in their address, newest first.
admin-accounts-wider = Look inside of addresses, too
admin-column-state = State
admin-column-confirmed = Confirmed
admin-column-mail = Last mail
admin-column-signed-in = Last sign-in
admin-column-since = Since
admin-state-active = Active
admin-state-admin = Admin
admin-state-disabled = Disabled
admin-state-waiting = Not confirmed
admin-state-closed = Closed by its owner
admin-state-closed-until = Closed by its owner, and kept until { $time }

admin-fact-id = Id
admin-fact-sessions = Sessions
admin-fact-password = Password since
admin-fact-password-none = None chosen yet
admin-fact-until = Waits until
admin-fact-rivals = Other attempts for the address
admin-fact-marked = Gets no mail since
admin-account-audit = What it did and what was done, in the audit trail
admin-account-mails = Its mails
admin-acts = What you can do
admin-send-reset = Send a link to choose a password
admin-send-reset-words = The owner gets the usual mail. Nothing changes until they use its link. You never see it.
admin-end-sessions = Sign out everywhere
admin-end-sessions-words = Every device is signed out at once. The password stays.
admin-disable = Disable the account
admin-disable-words = Nobody can sign in any more, every device is signed out, and links that were mailed are void. You can enable it again.
admin-enable = Enable the account
admin-enable-words = The owner can sign in again with the password of before.
admin-delete = Delete the account
admin-delete-words = The account and what belongs to it are removed for good. Nobody can bring them back.
admin-account-yourself = This is your own account. You cannot disable or delete it here, so that there is always an admin. Ask another admin, or use the command line.
admin-account-no-reset = A disabled account gets no such mail. Enable it first.
admin-account-disabled = The account is disabled, and every device is signed out.
admin-account-enabled = The account is enabled.
admin-account-sessions-ended = Every device is signed out.
admin-account-reset-sent = The mail is queued.
admin-account-deleted = The account is deleted.

admin-sign-up-account = The address has { $open }an account{ $close }. This sign-up cannot become another one.
admin-resend = Send the confirmation again
admin-resend-words = The usual mail goes to the address once more.
admin-remove = Remove this sign-up
admin-remove-words = Its links are void. Whoever made it can sign up again.
admin-sign-up-resent = The mail is queued.
admin-sign-up-removed = The sign-up is removed.

admin-story = What happened
admin-story-cut = Only the newest is shown here.
admin-story-sign-up = Sign-up
admin-story-confirmed = Sign-up confirmed
admin-story-mail = Mail
admin-story-session = Signed in, and still is
admin-story-change = Another address asked for
admin-story-changed = Address changed
admin-story-change-undone = Change stopped or undone
admin-story-line = Audit

admin-mail-queued = Queued
admin-mail-sent = Sent
admin-mail-failed = Failed
admin-mail-obsolete = No longer needed
admin-mail-skipped = Not to be sent
admin-mails-all = All
admin-mails-search = Address
admin-mails-asked = Asked for { $time }
admin-mails-finished = finished { $time }
admin-mails-next = next try { $time }
admin-mails-tries = { $count ->
    [one] { $count } try
   *[other] { $count } tries
  }
admin-mails-retry = Try again
admin-mails-retry-one = Try again: mail to { $address }
admin-mails-retry-all = Try all failed ones again
admin-mails-queued = Queued for now.
admin-mails-busy = That mail is being sent just now, or is done.

admin-addresses-words = A mail server refused these addresses for good, or their owners complained. They get no mail until you release them.
admin-addresses-release = Release
admin-addresses-release-one = Release { $address }
admin-addresses-release-all = Release all that could not be delivered to
admin-addresses-released = Released. Mail goes there again.
admin-addresses-free = That address gets mail already.
admin-addresses-more = There are more than are shown here.
admin-mark-undeliverable = Undeliverable
admin-mark-complained = Complained

admin-audit-search = Address, or id of an account
admin-audit-event = Event
admin-audit-all = All
admin-audit-account = Account
