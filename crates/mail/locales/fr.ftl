# Français, avec vous. Une espace insécable précède « : », « ; » et « ? ».

seconds = { $count ->
    [one] { $count } seconde
   *[other] { $count } secondes
}
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } heure
   *[other] { $count } heures
}
days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
}

link-lasts = Le lien est valable pendant { $time }.
questions = Des questions ? Écrivez à { $support }

confirm-subject = Confirmez votre adresse pour { $product }
confirm-preheader = Encore une étape et votre compte sera prêt.
confirm-title = Bienvenue sur { $product }
confirm-words = Il reste une étape : confirmez que cette adresse est bien la vôtre.
confirm-button = Confirmer mon adresse
confirm-proof = Ouvrez le lien dans le navigateur qui a servi à votre inscription, ou gardez sous la main le mot de passe que vous avez choisi.
confirm-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail : aucun compte n’est créé sans ce lien. La page vers laquelle il mène vous permet aussi de nous dire que ce n’était pas vous.

already-registered-subject = Vous avez déjà un compte sur { $product }
already-registered-preheader = Il n’y a rien à confirmer et rien n’a changé. Il suffit de vous connecter.
already-registered-title = Vous avez déjà un compte
already-registered-words = Quelqu’un, peut-être vous, a essayé de s’inscrire sur { $product } avec cette adresse, ou a demandé un e-mail pour la confirmer. Vous avez déjà un compte ici : il n’y a donc rien à confirmer et rien n’a changé.
already-registered-button = Se connecter
already-registered-forgotten = Si vous ne connaissez plus votre mot de passe, vous pouvez en demander un nouveau sur cette page.
already-registered-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail. Votre compte et votre mot de passe sont restés tels quels.

reset-subject = Choisissez un nouveau mot de passe pour { $product }
reset-preheader = Vous pouvez le choisir grâce au lien de cet e-mail.
reset-title = Choisissez un nouveau mot de passe
reset-words = Vous avez demandé un nouveau mot de passe pour { $product }. Vous pouvez le choisir maintenant.
reset-button = Choisir un mot de passe
reset-once = Le lien ne fonctionne qu’une fois.
reset-once-for = Le lien ne fonctionne qu’une fois, pendant { $time }.
reset-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail ; la page vers laquelle mène le lien vous permet aussi de nous le dire. Votre mot de passe reste tel quel.

password-changed-subject = Votre mot de passe pour { $product } a été changé
password-changed-preheader = Si c’était vous, il n’y a rien à faire.
password-changed-title = Votre mot de passe a été changé
password-changed-words = Le mot de passe de votre compte sur { $product } a été changé. Si c’était vous, tout va bien et il n’y a rien à faire.
password-changed-button = Ce n’était pas moi
password-changed-not-you = Si ce n’était pas vous, ouvrez le lien et choisissez tout de suite un nouveau mot de passe. Tout le monde sera également déconnecté.

suspicious-sign-in-subject = Nouvelle connexion à { $product } après des mots de passe erronés
suspicious-sign-in-preheader = Si c’était vous, il n’y a rien à faire.
suspicious-sign-in-title = Quelqu’un s’est connecté à votre compte
suspicious-sign-in-words = Plusieurs mots de passe erronés ont été essayés pour votre compte sur { $product }. Ensuite, quelqu’un s’est connecté avec le bon, depuis un navigateur que nous ne connaissions pas. Si c’était vous, tout va bien et il n’y a rien à faire.
suspicious-sign-in-button = Ce n’était pas moi
suspicious-sign-in-not-you = Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Ouvrez le lien et choisissez-en tout de suite un nouveau. Tout le monde sera également déconnecté.

change-email-subject = Confirmez votre nouvelle adresse pour { $product }
change-email-preheader = Tant que vous ne l’avez pas confirmée, votre ancienne adresse reste en usage.
change-email-title = Confirmez votre nouvelle adresse
change-email-words = Vous avez demandé à utiliser désormais cette adresse pour votre compte sur { $product }. Pour confirmer qu’elle est bien la vôtre, ouvrez le lien dans un navigateur où votre session est ouverte.
change-email-button = Confirmer cette adresse
change-email-until-then = Jusqu’à cette confirmation, votre ancienne adresse reste en usage.
change-email-not-you = Si ce n’était pas vous, vous pouvez ignorer cet e-mail ; la page vers laquelle mène le lien vous permet aussi de nous le dire.

change-email-notice-subject = Votre adresse sur { $product } est sur le point de changer
change-email-notice-preheader = Si c’était vous, il n’y a rien à faire ici. Sinon, vous pouvez l’empêcher.
change-email-notice-title = Votre adresse est sur le point de changer
change-email-notice-words = Quelqu’un qui connaît votre mot de passe a demandé à changer l’adresse de votre compte sur { $product }.
change-email-notice-words-to = Quelqu’un qui connaît votre mot de passe a demandé que l’adresse de votre compte sur { $product } devienne { $address }.
change-email-notice-was-you = Si c’était vous, il n’y a rien à faire ici : ouvrez le lien envoyé à la nouvelle adresse.
change-email-notice-button = Empêcher le changement
change-email-notice-lasts = Le lien est valable pendant { $time }, même après le changement.
change-email-notice-not-you = Si ce n’était pas vous, empêchez le changement. Votre compte garde cette adresse ou la retrouve, tout le monde est déconnecté et le mot de passe actuel ne fonctionne plus. Nous vous envoyons ensuite un e-mail pour en choisir un nouveau.

email-changed-subject = Votre adresse sur { $product } a été changée
email-changed-preheader = Si c’était vous, il n’y a rien à faire. Sinon, vous pouvez l’annuler.
email-changed-title = Votre adresse a été changée
email-changed-words = L’adresse de votre compte sur { $product } a été changée. Nos e-mails sont désormais envoyés à la nouvelle.
email-changed-words-to = L’adresse de votre compte sur { $product } est désormais { $address }. C’est là que nous envoyons nos e-mails.
email-changed-was-you = Si c’était vous, tout va bien et il n’y a rien à faire.
email-changed-button = Annuler le changement
email-changed-not-you = Si ce n’était pas vous, annulez le changement. Votre compte retrouve cette adresse, tout le monde est déconnecté et le mot de passe actuel ne fonctionne plus. Nous vous envoyons ensuite un e-mail pour en choisir un nouveau.

account-closed-subject = Votre compte sur { $product } est fermé
account-closed-preheader = Si vous changez d’avis, vous pouvez encore le récupérer.
account-closed-title = Votre compte est fermé
account-closed-words = Votre compte sur { $product } a été fermé et tout le monde est déconnecté. Ce qui lui appartient est encore conservé quelque temps, au cas où vous changeriez d’avis ; ensuite, tout est supprimé définitivement.
account-closed-was-you = Si c’était vous, il n’y a rien à faire.
account-closed-button = Garder mon compte
account-closed-lasts = Le lien est valable pendant { $time } et ne fonctionne qu’une fois. Vous y choisissez un nouveau mot de passe, et votre compte redevient comme avant. Passé ce délai, personne ne peut plus le récupérer.
account-closed-ends = Le lien ne fonctionne qu’une fois. Vous y choisissez un nouveau mot de passe, et votre compte redevient comme avant. Une fois votre compte supprimé, personne ne peut plus le récupérer.
account-closed-not-you = Si ce n’était pas vous, quelqu’un connaît votre mot de passe. Ouvrez le lien et choisissez-en un nouveau : votre compte est rouvert, et l’ancien mot de passe ne permet plus de s’y connecter.
