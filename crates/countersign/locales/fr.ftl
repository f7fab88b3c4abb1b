# Français, avec vous. Une espace insécable précède « : », « ; » et « ? ».

### Every page

please-check-title = À vérifier : { $page }
sign-in = Se connecter
sign-up = S’inscrire
sign-out = Se déconnecter
your-account = Votre compte
go-to-account = Accéder à votre compte
go-to-sign-in = Aller à la page de connexion
email-address = Adresse e-mail
password = Mot de passe
new-password = Nouveau mot de passe
your-password = Votre mot de passe
language = Langue
language-change = Changer
cookies = Uniquement les cookies nécessaires. Aucun suivi.
cookies-vendor = De notre part, uniquement les cookies nécessaires. { $vendor } observe les visites de cette page pour écarter les robots.
password-hint = { $count ->
    [one] Au moins { $count } caractère. Quelques mots à la suite font très bien l’affaire.
   *[other] Au moins { $count } caractères. Quelques mots à la suite font très bien l’affaire.
}
errors-heading = Vérifiez ceci, puis réessayez.
not-me = Ce n’était pas moi

captcha-busy = Un instant : votre navigateur nous montre que vous n’êtes pas un robot…
captcha-failed = Cela n’a pas fonctionné. Vérifiez votre connexion à Internet, puis appuyez de nouveau sur le bouton.
captcha-no-script = Pour écarter les robots, ce formulaire a besoin de JavaScript. Activez-le pour cette page.
captcha-no-script-now = Pour écarter les robots, ce formulaire a besoin de JavaScript en ce moment. Activez-le pour cette page, ou revenez dans { $time } : il s’en passera.

### What is wrong with a field

field-email-missing = Saisissez votre adresse e-mail.
field-email-form = Saisissez une adresse e-mail de la forme nom@example.org.
field-password-missing = Saisissez un mot de passe.
field-password-long = { $count ->
    [one] Utilisez au plus { $count } caractère.
   *[other] Utilisez au plus { $count } caractères.
}
field-locale = Indiquez un code de langue comme en ou pt-BR.
field-next = Cela ne mène pas à un endroit autorisé.
field-same-address = C’est déjà votre adresse.
field-captcha = Rien n’a encore été fait : nous devons nous assurer que vous n’êtes pas un robot. Envoyez de nouveau le formulaire.

password-too-short = { $count ->
    [one] Utilisez au moins { $count } caractère. Quelques mots à la suite sont faciles à retenir.
   *[other] Utilisez au moins { $count } caractères. Quelques mots à la suite sont faciles à retenir.
}
password-context = Ce mot de passe est trop proche de votre adresse ou du nom de ce site : il est construit autour de « { $word } ». Choisissez quelque chose qui ne viendrait à l’idée de personne d’autre.
password-listed = C’est l’un des premiers mots de passe qu’un pirate essaierait. Choisissez quelques mots sans rapport entre eux.
password-common = Ce mot de passe est construit autour de « { $word } », l’un des premiers mots qu’un pirate essaierait. Choisissez quelques mots sans rapport entre eux.
password-breached = Ce mot de passe figure dans une fuite de données survenue ailleurs : les pirates le connaissent. Choisissez-en un que vous n’utilisez nulle part ailleurs.
password-predictable = Ce mot de passe se répète ou suit un schéma qu’un pirate essaierait en premier. Choisissez quelques mots sans rapport entre eux.

### Errors

error-number = Erreur { $status }
error-forgotten = Mot de passe oublié ? { $open }En choisir un nouveau{ $close }
error-request = Si vous nous écrivez à ce sujet, indiquez ce numéro : { $number }

problem-credentials-invalid-title = Connexion impossible
problem-credentials-invalid = L’adresse ou le mot de passe est erroné. Si vous venez de vous inscrire, confirmez d’abord votre adresse : le lien est dans l’e-mail que vous avez reçu.
problem-wrong-password-title = Mot de passe erroné
problem-wrong-password = Ce n’est pas le bon mot de passe.
problem-proof-required-title = Mot de passe nécessaire
problem-proof-required = Dans un autre navigateur que celui qui a servi à l’inscription, il faut aussi le mot de passe choisi à ce moment-là.
problem-unauthenticated-title = Connexion nécessaire
problem-unauthenticated = Connectez-vous d’abord.
problem-unconfirmed-title = Adresse pas encore confirmée
problem-unconfirmed = Confirmez d’abord l’adresse : le lien est dans l’e-mail.
problem-cross-origin-title = Demande refusée
problem-cross-origin = Cette demande venait d’un autre site ; rien n’a été fait.
problem-captcha-required-title = Encore une étape
problem-captcha-required = Rien n’a encore été fait : résolvez le captcha, pour montrer que vous n’êtes pas un robot, puis envoyez de nouveau le formulaire.
problem-untrusted-title = Origine non reconnue
problem-untrusted = Le message ne vient pas de là où il devrait.
problem-malformed-title = Demande non comprise
problem-malformed = La demande n’a pas pu être lue.
problem-token-invalid-title = Ce lien n’est pas de nous
problem-token-invalid = Le lien est incomplet ou n’a pas été créé ici.
problem-token-expired-title = Lien expiré
problem-token-expired = Le lien est trop ancien, ou un plus récent l’a remplacé.
problem-token-used-title = Lien déjà utilisé
problem-token-used = Le lien a déjà servi.
problem-not-found-title = Page introuvable
problem-not-found = Il n’y a rien ici.
problem-too-large-title = Demande trop volumineuse
problem-too-large = La demande dépasse 64 Kio.
problem-unsupported-media-type-title = Format non pris en charge
problem-unsupported-media-type = Ici, envoyez le contenu en application/json.
problem-method-not-allowed-title = Méthode non autorisée
problem-method-not-allowed = Cette méthode n’est pas acceptée ici.
problem-timed-out-title = Trop lent
problem-timed-out = La demande n’est pas arrivée à temps.
problem-rate-limited-title = Trop de tentatives
problem-rate-limited = Rien n’a été fait. Réessayez plus tard.
problem-rate-limited-wait = Rien n’a été fait. Réessayez dans { $time }.
problem-rate-limited-stopped = Rien n’a été fait. Après tant de mots de passe erronés, nous n’en acceptons plus : demandez un e-mail pour en choisir un nouveau, ou utilisez un navigateur qui a déjà servi à vous connecter.
problem-overloaded-title = Forte affluence
problem-overloaded = Il y a trop de demandes en ce moment. Rien n’a été fait ; réessayez dans un instant.
problem-overloaded-in-doubt = La réponse de notre base de données s’est perdue. Votre demande a peut-être abouti, peut-être pas : revenez voir dans un instant.
problem-internal-title = Un problème est survenu
problem-internal = Vous n’y êtes pour rien et rien n’a été modifié. Réessayez dans un instant.
problem-validation-title = À vérifier
problem-validation = Quelques champs sont à revoir.

### Sign up

sign-up-email-hint = Nous y enverrons un e-mail pour confirmer que c’est bien la vôtre.
sign-up-been-here = Vous avez déjà un compte ? { $open }Se connecter{ $close }

check-mail-title = Consultez vos e-mails
check-mail-sending = Nous envoyons un e-mail à { $address }. Ouvrez le lien qu’il contient pour continuer.
check-mail-sending-unknown = Nous envoyons un e-mail à l’adresse que vous avez indiquée. Ouvrez le lien qu’il contient pour continuer.
check-mail-browser = Le plus simple est de l’ouvrir dans ce navigateur. Sur un autre appareil, gardez sous la main le mot de passe que vous venez de choisir.
check-mail-none = Pas encore d’e-mail ?
check-mail-patience = Attendez une minute ou deux, puis regardez dans vos spams.
check-mail-again = Renvoyer l’e-mail
check-mail-wrong = Mauvaise adresse ? { $open }S’inscrire avec une autre{ $close }
check-mail-sent = Si une inscription est en attente pour cette adresse, un nouvel e-mail est en route. Cela peut prendre une minute.

unconfirmed-title = Confirmez d’abord votre adresse
unconfirmed-heading = Encore une étape
unconfirmed-words = L’adresse { $address } n’est pas encore confirmée. Ouvrez le lien de l’e-mail que nous vous avons envoyé, et le tour est joué.
unconfirmed-words-unknown = Votre adresse n’est pas encore confirmée. Ouvrez le lien de l’e-mail que nous vous avons envoyé, et le tour est joué.
unconfirmed-none = Pas d’e-mail ?
unconfirmed-patience = Regardez dans vos spams, ou demandez-nous de le renvoyer.
unconfirmed-other = Vous avez un autre compte ? Choisissez d’abord { $button } ici, puis connectez-vous avec l’autre compte.

undeliverable-title = E-mail non distribué
undeliverable-heading = Notre e-mail n’a pas pu être distribué
undeliverable-words = Nos e-mails n’arrivent pas à { $address }.
undeliverable-mistake = Regardez s’il y a une faute de frappe. Si c’est le cas, inscrivez-vous avec la bonne adresse : cela ne prend qu’un instant.
undeliverable-correct = Corriger l’adresse
undeliverable-right = L’adresse est correcte ?
undeliverable-right-words = Dans ce cas, la boîte est peut-être pleine ou n’accepte pas nos e-mails. Demandez au responsable de ce service de réessayer, ou inscrivez-vous avec une autre adresse.

resend-title = Renvoyer l’e-mail
resend-words = Quelle adresse avez-vous indiquée à l’inscription ?
resend-button = Renvoyer
resend-not-yet = Pas encore de compte ? { $open }S’inscrire{ $close }

### Confirm

confirm-title-page = Confirmez votre adresse
confirm-other-browser = Ce n’est pas le navigateur qui a servi à votre inscription. Pour montrer que c’est bien vous, saisissez le mot de passe que vous avez choisi alors.
confirm-press = Appuyez sur le bouton et votre compte sera prêt.
confirm-password = Le mot de passe choisi à l’inscription
confirm-button-page = Confirmer mon adresse
confirm-not-me = Cette inscription ne vient pas de vous ? Quelqu’un a saisi votre adresse, peut-être par erreur.
confirm-long = C’est plus long que tous les mots de passe d’ici.
confirm-proof-needed = Saisissez le mot de passe choisi à l’inscription.
confirm-wrong = Ce n’est pas le mot de passe de cette inscription. S’il y en a eu plusieurs, utilisez l’e-mail le plus récent.

### Links

link-dismissed-title = Merci
link-dismissed-confirm = Nous avons supprimé cette inscription.
link-dismissed-reset = Ce lien n’est plus valable. Votre mot de passe reste tel quel.
link-dismissed-change-email = Nous avons annulé ce changement.
link-dismissed-close = Il n’y a rien d’autre à faire. Vous pouvez fermer cette page et supprimer l’e-mail.
link-expired-title = Ce lien a expiré
link-expired-words = Pour votre sécurité, les liens de nos e-mails ne sont valables qu’un certain temps. En recevoir un nouveau est rapide.
link-invalid-title = Ce lien ne fonctionne pas
link-invalid-words = Il a peut-être été coupé en route. Ouvrez-le de nouveau depuis l’e-mail, ou copiez le lien entier dans la barre d’adresse.
link-invalid-next = Si cela ne suffit pas, demandez-en un nouveau :
link-offer-button = Envoyer un nouvel e-mail
link-offer-email = Adresse e-mail de votre inscription
link-offer-confirmed = Adresse déjà confirmée ? { $open }Se connecter{ $close }
link-offer-remembered = Votre mot de passe vous est revenu ? { $open }Se connecter{ $close }
link-offer-account = Vous pouvez recommencer depuis votre compte.
link-used-confirm = Adresse déjà confirmée
link-used-reset = Mot de passe déjà changé
link-used-change-email = Adresse déjà changée
link-used-words = Tout va bien : ce lien a déjà servi et il n’y a plus rien à faire.
link-used-not-you = Ce n’est pas vous qui l’avez changé ? { $open }Choisir un nouveau mot de passe{ $close }

### Sign in and out

sign-in-forgotten = Mot de passe oublié ?
sign-in-new-here = Pas encore de compte ? { $open }S’inscrire{ $close }
sign-in-signed-out = Votre session est fermée.
sign-in-closed = Votre compte est supprimé et toutes vos sessions sont fermées.
sign-in-reset = Votre mot de passe est changé. Connectez-vous avec le nouveau.
sign-out-words = Votre session sera fermée dans ce navigateur.

### Forgotten password

forgot-title = Mot de passe oublié ?
forgot-words = Cela arrive. Indiquez-nous votre adresse et nous vous enverrons un lien pour en choisir un nouveau.
forgot-button = Recevoir un lien
forgot-remembered = Votre mot de passe vous est revenu ? { $open }Se connecter{ $close }
forgot-sent-words = S’il existe un compte pour { $address }, un e-mail est en route. Son lien est valable pendant { $time }.
forgot-sent-none = Pas encore d’e-mail ?
forgot-sent-patience = Attendez une minute ou deux, puis regardez dans vos spams. Avez-vous peut-être utilisé une autre adresse à l’inscription ?
forgot-sent-again = Réessayer
forgot-sent-back = Retour à la page de connexion

reset-title-page = Choisissez un nouveau mot de passe
reset-for = Pour { $address }. Tous vos appareils seront déconnectés ; vous vous connecterez ensuite avec le nouveau mot de passe.
reset-save = Enregistrer le nouveau mot de passe
reset-not-me = Vous n’avez rien demandé ? Votre mot de passe reste tel quel.

### Change of address

change-email-title-page = Changez votre adresse
change-email-ask = Désormais, vous vous connecterez avec { $address }. Vos autres appareils seront déconnectés.
change-email-use = Utiliser cette adresse
change-email-sign-in = Pour que { $address } devienne votre adresse, connectez-vous au compte à l’origine de la demande, avec son adresse actuelle.
change-email-other-account = Vous utilisez un autre compte en ce moment. Pour que { $address } devienne votre adresse, connectez-vous au compte à l’origine de la demande, avec son adresse actuelle.
change-email-not-me = Vous n’avez rien demandé ? Quelqu’un a saisi votre adresse, peut-être par erreur.
change-email-stop-title = Empêcher le changement
change-email-stop-words = Quelqu’un a demandé que votre compte n’utilise plus { $address }. Si ce n’était pas vous, empêchez-le ici.
change-email-undo-title = Récupérez votre adresse
change-email-undo-words = Votre compte n’utilise plus { $address }. Si ce changement ne vient pas de vous, récupérez votre adresse ici.
change-email-undo-button = Récupérer mon adresse
change-email-undo-safe = Pour votre sécurité, tous les appareils seront déconnectés et nous vous enverrons un e-mail pour choisir un nouveau mot de passe.
change-email-undo-was-you = C’était vous ? Alors il n’y a rien à faire. Fermez simplement cette page.
change-email-undone-title = Votre compte est en sécurité
change-email-undone-words = Son adresse est { $address }, et tous les appareils ont été déconnectés.
change-email-undone-next = Maintenant, consultez vos e-mails : nous vous envoyons un lien pour choisir un nouveau mot de passe. La personne qui a fait cela connaît peut-être l’actuel.

### Account

account-since = Depuis le { $time }
account-confirmed = Votre adresse est confirmée. Bienvenue.
account-email-changed = Votre nouvelle adresse est en usage et toutes vos autres sessions sont fermées.
account-password-changed = Votre mot de passe est changé et toutes vos autres sessions sont fermées.
account-check-new-mail = Ouvrez le lien de l’e-mail envoyé à la nouvelle adresse. D’ici là, rien ne change.
account-session-ended = Cette session est fermée.
account-sessions-ended = Toutes vos autres sessions sont fermées.
account-email-new = Nouvelle adresse e-mail
account-email-change = Changer l’adresse
account-password-words = Vos autres appareils seront déconnectés.
account-password-present = Mot de passe actuel
account-password-change = Changer le mot de passe
account-sessions-title = Vos sessions ouvertes
account-sessions-unknown = Appareil inconnu
account-sessions-this = Cet appareil
account-sessions-end-others = Se déconnecter partout ailleurs
account-data-title = Vos données
account-data-words = Tout ce que nous conservons à votre sujet, dans un fichier JSON.
account-data-download = Télécharger mes données
account-delete-title = Nous quitter
account-delete-open = Supprimer mon compte
account-delete-words = Votre compte et tout ce qui s’y rattache sont supprimés définitivement. Personne ne peut les rétablir.
account-delete-button = Supprimer définitivement mon compte
