# Português do Brasil, com você.

seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}
hours = { $count ->
    [one] { $count } hora
   *[other] { $count } horas
}
days = { $count ->
    [one] { $count } dia
   *[other] { $count } dias
}

link-lasts = O link funciona por { $time }.
questions = Dúvidas? Escreva para { $support }

confirm-subject = Confirme seu endereço em { $product }
confirm-preheader = Falta um passo para sua conta ficar pronta.
confirm-title = Boas-vindas a { $product }
confirm-words = Falta um passo: confirme que este endereço é seu.
confirm-button = Confirmar meu endereço
confirm-proof = Abra o link no navegador em que você se cadastrou, ou tenha em mãos a senha que escolheu.
confirm-not-you = Se não foi você, pode ignorar este e-mail: nenhuma conta é criada sem esse link. Na página que ele abre, você também pode nos dizer que não foi você.

already-registered-subject = Você já tem uma conta em { $product }
already-registered-preheader = Não há nada a confirmar, e nada mudou. É só entrar.
already-registered-title = Você já tem uma conta
already-registered-words = Alguém, talvez você, tentou se cadastrar em { $product } com este endereço ou pediu um e-mail para confirmá-lo. Você já tem uma conta aqui, por isso não há nada a confirmar, e nada mudou.
already-registered-button = Entrar
already-registered-forgotten = Se você não lembra mais sua senha, pode pedir uma nova nessa página.
already-registered-not-you = Se não foi você, pode ignorar este e-mail. Sua conta e sua senha continuam como estavam.

reset-subject = Escolha uma nova senha para { $product }
reset-preheader = Você pode escolhê-la com o link deste e-mail.
reset-title = Escolha uma nova senha
reset-words = Você pediu uma nova senha para { $product }. Agora você pode escolhê-la.
reset-button = Escolher uma nova senha
reset-once = O link funciona uma única vez.
reset-once-for = O link funciona uma única vez, por { $time }.
reset-not-you = Se não foi você, pode ignorar este e-mail; na página que o link abre, você também pode nos dizer isso. Sua senha continua como está.

password-changed-subject = Sua senha de { $product } foi alterada
password-changed-preheader = Se foi você, não há nada a fazer.
password-changed-title = Sua senha foi alterada
password-changed-words = A senha da sua conta em { $product } foi alterada. Se foi você, está tudo bem, e não há nada a fazer.
password-changed-button = Não fui eu
password-changed-not-you = Se não foi você, abra o link e escolha uma nova senha imediatamente. Isso também encerra todas as sessões.

suspicious-sign-in-subject = Novo acesso a { $product } após senhas erradas
suspicious-sign-in-preheader = Se foi você, não há nada a fazer.
suspicious-sign-in-title = Alguém entrou na sua conta
suspicious-sign-in-words = Várias senhas erradas foram tentadas para a sua conta em { $product }. Depois, alguém entrou com a senha certa, em um navegador que ainda não conhecíamos. Se foi você, está tudo bem, e não há nada a fazer.
suspicious-sign-in-button = Não fui eu
suspicious-sign-in-not-you = Se não foi você, alguém sabe a sua senha. Abra o link e escolha uma nova imediatamente. Isso também encerra todas as sessões.

change-email-subject = Confirme seu novo endereço em { $product }
change-email-preheader = Até você confirmar, seu endereço antigo continua em uso.
change-email-title = Confirme seu novo endereço
change-email-words = Você pediu para usar este endereço na sua conta em { $product } de agora em diante. Para confirmar que ele é seu, abra o link em um navegador em que você já entrou na sua conta.
change-email-button = Confirmar este endereço
change-email-until-then = Até você confirmar, seu endereço antigo continua em uso.
change-email-not-you = Se não foi você, pode ignorar este e-mail; na página que o link abre, você também pode nos dizer isso.

change-email-notice-subject = Seu endereço em { $product } está prestes a mudar
change-email-notice-preheader = Se foi você, não há nada a fazer aqui. Se não foi, você pode impedir.
change-email-notice-title = Seu endereço está prestes a mudar
change-email-notice-words = Alguém que conhece sua senha pediu para mudar o endereço da sua conta em { $product }.
change-email-notice-words-to = Alguém que conhece sua senha pediu para mudar o endereço da sua conta em { $product } para { $address }.
change-email-notice-was-you = Se foi você, não há nada a fazer aqui: abra o link enviado ao novo endereço.
change-email-notice-button = Impedir a mudança
change-email-notice-lasts = O link funciona por { $time }, também depois da mudança.
change-email-notice-not-you = Se não foi você, impeça a mudança. Sua conta mantém este endereço ou o recupera, todas as sessões são encerradas e a senha atual deixa de funcionar. Depois enviamos um e-mail para você escolher uma nova.

email-changed-subject = Seu endereço em { $product } foi alterado
email-changed-preheader = Se foi você, não há nada a fazer. Se não foi, você pode desfazer.
email-changed-title = Seu endereço foi alterado
email-changed-words = O endereço da sua conta em { $product } foi alterado. De agora em diante, nossos e-mails vão para o novo.
email-changed-words-to = O endereço da sua conta em { $product } foi alterado para { $address }. De agora em diante, nossos e-mails vão para lá.
email-changed-was-you = Se foi você, está tudo bem, e não há nada a fazer.
email-changed-button = Desfazer a mudança
email-changed-not-you = Se não foi você, desfaça a mudança. Sua conta recupera este endereço, todas as sessões são encerradas e a senha atual deixa de funcionar. Depois enviamos um e-mail para você escolher uma nova.

account-closed-subject = Sua conta em { $product } foi encerrada
account-closed-preheader = Se mudar de ideia, você ainda pode recuperá-la.
account-closed-title = Sua conta foi encerrada
account-closed-words = Sua conta em { $product } foi encerrada, assim como todas as sessões. O que pertence a ela fica guardado por mais algum tempo, caso você mude de ideia; depois é removido para sempre.
account-closed-was-you = Se foi você, não há nada a fazer.
account-closed-button = Manter minha conta
account-closed-lasts = O link funciona por { $time } e uma única vez. Nele você escolhe uma nova senha, e sua conta volta a ser como era. Depois disso, ninguém pode recuperá-la.
account-closed-ends = O link funciona uma única vez. Nele você escolhe uma nova senha, e sua conta volta a ser como era. Depois de removida, ninguém pode recuperá-la.
account-closed-not-you = Se não foi você, alguém sabe a sua senha. Abra o link e escolha uma nova: sua conta é reaberta, e só você poderá entrar.
