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
password-show = Afficher le mot de passe
password-hint = { $count ->
    [one] Au moins { $count } caractère. Quelques mots à la suite font très bien l’affaire.
   *[other] Au moins { $count } caractères. Quelques mots à la suite font très bien l’affaire.
}
errors-heading = Vérifiez ceci, puis réessayez.
not-me = Ce n’était pas moi
# $address is an address, or a button with one in it.
did-you-mean = Vouliez-vous dire { $address } ?
did-you-mean-yes = Oui, corriger

### How good a new password looks while it is typed

strength-short = { $count ->
    [one] Encore trop court : il faut au moins { $count } caractère.
   *[other] Encore trop court : il faut au moins { $count } caractères.
}
strength-own = Faible : il est construit autour de votre adresse ou du nom de ce site.
strength-pattern = Faible : il se répète ou suit un schéma qui serait essayé en premier.
strength-fair = Moyen : un autre mot, sans rapport avec les premiers, le rendra meilleur.
strength-good = Bon. Un mot de plus le rendra encore plus fort.
strength-strong = Fort : long et varié.

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
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = Ouvrir { $place }
check-mail-pause = Vous pourrez demander un autre e-mail dans une minute.
check-mail-again-in = Renvoyer dans { $seconds } s
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
confirm-why = Pourquoi un mot de passe ?
confirm-why-words = Le lien seul ne prouve pas grand-chose : n’importe qui a pu saisir votre adresse. Le mot de passe montre que l’inscription vient bien de vous.
confirm-without = Vous pouvez aussi vous en passer : ouvrez le lien dans le navigateur qui a servi à votre inscription. Il suffira d’appuyer sur un bouton.
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
sign-in-confirmed = Votre adresse est confirmée. Connectez-vous pour continuer.
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

### Mailbox

mailbox = Boîte de réception
mailbox-words = Pour le développement : les e-mails restent ici au lieu d’être envoyés. Aussi en { $open }JSON{ $close }.
mailbox-news = Un nouvel e-mail est arrivé.
mailbox-empty = Pas encore d’e-mail. { $open }Inscrivez-vous{ $close } avec n’importe quelle adresse et le premier arrivera ici.
mailbox-nothing-for = Aucun e-mail pour { $to }.
mailbox-to = Destinataire
mailbox-search = Rechercher
mailbox-all = Tous les e-mails
mailbox-check = Actualiser
mailbox-newer = Plus récents
mailbox-older = Plus anciens
mailbox-clear = Vider la boîte
mailbox-samples-language = Exemples de tous les e-mails, en
mailbox-samples = Les envoyer ici
mailbox-mail-to = À
mailbox-mail-from = De
mailbox-mail-date = Date
mailbox-mail-kind = Type
mailbox-open-link = Ouvrir le lien de l’e-mail
mailbox-html = L’e-mail en HTML
mailbox-show = Affichage
mailbox-show-all = Tout
mailbox-show-text = Texte
mailbox-show-source = Source
mailbox-width = Largeur du HTML
mailbox-width-phone = Téléphone
mailbox-width-wide = Large
mailbox-scheme = Couleurs du HTML
mailbox-scheme-light = Clair
mailbox-scheme-dark = Sombre

### Closing an account and taking it back

sign-in-closed-until = Votre compte est fermé et toutes vos sessions le sont aussi. Si vous changez d’avis, ouvrez le lien de notre e-mail avant le { $time }.
sign-in-kept = Votre compte est rétabli. Connectez-vous avec le nouveau mot de passe.
keep-title = Gardez votre compte
keep-words = Choisissez un nouveau mot de passe, et le compte de { $address } redevient comme avant. L’ancien mot de passe ne fonctionne alors plus ; vous vous connectez avec le nouveau.
keep-button = Garder mon compte
keep-until = Si votre compte reste fermé, il sera supprimé définitivement après le { $time }.

### The account page: what is new

account-parts = Sections de cette page
account-change-cancelled = Le changement est annulé. Votre adresse reste telle quelle.
account-language-changed = Votre langue est enregistrée.
account-pending-title = Un e-mail vous attend à l’adresse { $address }
account-pending-words = Le { $time }, vous avez demandé que votre compte utilise cette adresse. Ouvrez le lien de l’e-mail que nous y avons envoyé : il est valable pendant { $span }. Si vous n’avez rien reçu, regardez dans vos spams, ou cherchez une faute de frappe dans l’adresse.
account-pending-cancel = Annuler ce changement
account-email-how = Si vous saisissez une nouvelle adresse, nous y envoyons un lien, et rien ne change tant que vous ne l’avez pas ouvert.
account-email-then = Ensuite, vous vous connectez avec la nouvelle adresse et vos autres appareils sont déconnectés. Nous prévenons aussi l’ancienne adresse ; de là, tout peut encore être annulé pendant { $time }.
account-password-since = Choisi le { $time }.
account-sessions-short = Appareils
account-sessions-words = Si vous n’en reconnaissez pas un, déconnectez-le et changez votre mot de passe.
account-sessions-end-one = Déconnecter { $device }. { $seen }
account-sessions-device = { $program } sur { $system }
account-sessions-now = Dernière activité à l’instant
account-sessions-minutes = { $count ->
    [one] Dernière activité il y a { $count } minute
   *[other] Dernière activité il y a { $count } minutes
}
account-sessions-hours = { $count ->
    [one] Dernière activité il y a { $count } heure
   *[other] Dernière activité il y a { $count } heures
}
account-sessions-days = { $count ->
    [one] Dernière activité il y a { $count } jour
   *[other] Dernière activité il y a { $count } jours
}
account-sessions-from = Depuis { $client }, connexion le { $time }
account-language-label = Langue de nos pages et de nos e-mails
account-language-words = Dans tous les navigateurs où votre session est ouverte.
account-language-browser = Comme dans mon navigateur
account-language-save = Enregistrer la langue
account-data-password = Toute personne devant votre appareil pourrait appuyer sur ce bouton. Votre mot de passe montre que c’est bien vous.
account-close-what = Voici ce qui va se passer :
account-close-now = Toutes vos sessions sont fermées tout de suite, et plus personne ne peut se connecter à ce compte.
account-close-kept = Pendant { $time }, jusqu’au { $until }, vous pouvez changer d’avis : nous envoyons un e-mail à { $address }, et son lien vous permet de récupérer votre compte.
account-close-then = Ensuite, votre compte et tout ce qui s’y rattache sont supprimés définitivement. Personne ne peut les rétablir.

### Admin

admin = Administration
admin-overview = Vue d’ensemble
admin-accounts = Personnes
admin-mails = E-mails
admin-addresses = Adresses bloquées
admin-audit = Journal d’audit
admin-search = Rechercher
admin-pages = Pages
admin-pages-first = Revenir au début
admin-pages-more = Page suivante
admin-none = Aucun résultat.
admin-none-yet = Aucun résultat pour l’instant. La page suivante remonte plus loin.
admin-no-address = Ce n’est ni une adresse e-mail complète ni un identifiant.
admin-yes = Oui
admin-no = Non
admin-by = par

admin-overview-words = Les trente derniers jours, découpés en jours UTC.
admin-overview-cut = Les données sont si nombreuses que seule la partie la plus récente a été comptée : les premiers jours sont incomplets.
admin-overview-times = Les temps de réponse sont ceux de ce processus depuis son démarrage, sur les dernières 24 heures au plus : sur cent requêtes, quatre-vingt-dix-neuf n’ont pas duré plus longtemps.
admin-plot-sign-ups-title = Inscriptions et confirmations
admin-plot-sign-ups = Inscriptions
admin-plot-confirmed = Confirmations
admin-plot-share-title = Confirmations pour cent inscriptions du jour
admin-plot-share = Part
admin-plot-mails-title = E-mails par résultat
admin-plot-failures-title = E-mails en échec
admin-plot-p99-title = Temps de réponse (99e percentile)
admin-plot-p99 = Temps de réponse
admin-plot-below = Tous les chiffres figurent dans le tableau sous le graphique.
admin-plot-table = Sous forme de tableau
admin-plot-when = Quand
admin-plot-nothing = Rien pour l’instant.

admin-accounts-search = Adresse ou identifiant
admin-accounts-hint = Le début d’une adresse suffit pour la trouver aussitôt. Si aucune adresse ne commence ainsi, nous cherchons aussi à l’intérieur des adresses.
admin-accounts-which = Afficher
admin-accounts-all = Tout
admin-accounts-confirmed = Comptes
admin-accounts-waiting = Inscriptions en attente
admin-accounts-disabled = Comptes désactivés
admin-accounts-within = Ces adresses contiennent le texte cherché, les plus récentes d’abord.
admin-accounts-wider = Chercher aussi à l’intérieur des adresses
admin-column-state = État
admin-column-confirmed = Confirmé
admin-column-mail = Dernier e-mail
admin-column-signed-in = Dernière connexion
admin-column-since = Depuis
admin-state-active = Actif
admin-state-admin = Admin
admin-state-disabled = Désactivé
admin-state-waiting = Non confirmé
admin-state-closed = Fermé par son titulaire
admin-state-closed-until = Fermé par son titulaire, conservé jusqu’au { $time }

admin-fact-id = Identifiant
admin-fact-sessions = Sessions
admin-fact-password = Mot de passe depuis
admin-fact-password-none = Pas encore choisi
admin-fact-until = En attente jusqu’au
admin-fact-rivals = Autres tentatives pour cette adresse
admin-fact-marked = Ne reçoit plus d’e-mails depuis
admin-account-audit = Ce que ce compte a fait et ce qui lui est arrivé, dans le journal d’audit
admin-account-mails = Ses e-mails
admin-acts = Ce que vous pouvez faire
admin-send-reset = Envoyer un lien pour choisir un mot de passe
admin-send-reset-words = L’e-mail habituel part à l’adresse du compte. Rien ne change tant que son lien n’a pas servi. Vous ne voyez jamais ce lien.
admin-end-sessions = Déconnecter partout
admin-end-sessions-words = Tous les appareils sont déconnectés tout de suite. Le mot de passe reste.
admin-disable = Désactiver le compte
admin-disable-words = Plus personne ne peut se connecter, tous les appareils sont déconnectés et les liens déjà envoyés ne sont plus valables. Vous pourrez réactiver le compte.
admin-enable = Réactiver le compte
admin-enable-words = La connexion redevient possible, avec le même mot de passe qu’avant.
admin-delete = Supprimer le compte
admin-delete-words = Le compte et tout ce qui s’y rattache sont supprimés définitivement. Personne ne peut les rétablir.
admin-account-yourself = C’est votre propre compte. Vous ne pouvez ni le désactiver ni le supprimer ici, pour qu’il reste toujours un admin. Adressez-vous à un autre admin, ou utilisez la ligne de commande.
admin-account-no-reset = Un compte désactivé ne reçoit pas cet e-mail. Réactivez-le d’abord.
admin-account-disabled = Le compte est désactivé et tous les appareils sont déconnectés.
admin-account-enabled = Le compte est réactivé.
admin-account-sessions-ended = Tous les appareils sont déconnectés.
admin-account-reset-sent = L’e-mail est en file d’attente.
admin-account-deleted = Le compte est supprimé.

admin-sign-up-account = Il existe déjà { $open }un compte{ $close } pour cette adresse. Cette inscription ne peut pas en créer un autre.
admin-resend = Renvoyer l’e-mail de confirmation
admin-resend-words = L’e-mail habituel est envoyé de nouveau à l’adresse.
admin-remove = Supprimer cette inscription
admin-remove-words = Ses liens ne sont plus valables. Une nouvelle inscription reste possible.
admin-sign-up-resent = L’e-mail est en file d’attente.
admin-sign-up-removed = L’inscription est supprimée.

admin-story = Ce qui s’est passé
admin-story-cut = Seul le plus récent est affiché ici.
admin-story-sign-up = Inscription
admin-story-confirmed = Inscription confirmée
admin-story-mail = E-mail
admin-story-session = Connexion, session toujours ouverte
admin-story-change = Changement d’adresse demandé
admin-story-changed = Adresse changée
admin-story-change-undone = Changement empêché ou annulé
admin-story-line = Audit

admin-mail-queued = En file d’attente
admin-mail-sent = Envoyé
admin-mail-failed = En échec
admin-mail-obsolete = Devenu inutile
admin-mail-skipped = À ne pas envoyer
admin-mails-all = Tous
admin-mails-search = Adresse
admin-mails-asked = Demandé le { $time }
admin-mails-finished = terminé le { $time }
admin-mails-next = prochaine tentative le { $time }
admin-mails-tries = { $count ->
    [one] { $count } tentative
   *[other] { $count } tentatives
}
admin-mails-retry = Réessayer
admin-mails-retry-one = Réessayer : e-mail à { $address }
admin-mails-retry-all = Réessayer tous ceux en échec
admin-mails-queued = En file d’attente pour un envoi immédiat.
admin-mails-busy = Cet e-mail est en cours d’envoi, ou déjà traité.

admin-addresses-words = Un serveur de messagerie a refusé définitivement ces adresses, ou leurs titulaires se sont plaints de nos e-mails. Elles ne reçoivent aucun e-mail tant que vous ne les débloquez pas.
admin-addresses-release = Débloquer
admin-addresses-release-one = Débloquer { $address }
admin-addresses-release-all = Débloquer toutes les adresses non distribuables
admin-addresses-released = Débloqué. Les e-mails y sont de nouveau envoyés.
admin-addresses-free = Cette adresse reçoit déjà des e-mails.
admin-addresses-more = Il y en a plus que ce qui est affiché ici.
admin-mark-undeliverable = Non distribuable
admin-mark-complained = Plainte

admin-audit-search = Adresse, ou identifiant d’un compte
admin-audit-event = Événement
admin-audit-all = Tous
admin-audit-account = Compte
