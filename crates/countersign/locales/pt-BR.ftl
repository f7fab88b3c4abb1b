# Português do Brasil, com você.

### Every page

please-check-title = Confira: { $page }
sign-in = Entrar
sign-up = Cadastrar-se
sign-out = Sair
your-account = Sua conta
go-to-account = Ir para a sua conta
go-to-sign-in = Ir para o login
email-address = Endereço de e-mail
password = Senha
new-password = Nova senha
your-password = Sua senha
language = Idioma
language-change = Mudar
cookies = Só os cookies necessários. Sem rastreamento.
cookies-vendor = Da nossa parte, só os cookies necessários. { $vendor } observa as visitas a esta página para evitar robôs.
password-hint = { $count ->
    [one] Pelo menos { $count } caractere. Algumas palavras em sequência funcionam bem.
   *[other] Pelo menos { $count } caracteres. Algumas palavras em sequência funcionam bem.
}
errors-heading = Confira isto e tente de novo.
not-me = Não fui eu

captcha-busy = Um momento: seu navegador está nos mostrando que você não é um robô…
captcha-failed = Não deu certo. Confira sua conexão com a internet e aperte o botão de novo.
captcha-no-script = Para evitar robôs, este formulário precisa de JavaScript. Ative-o para esta página.
captcha-no-script-now = Para evitar robôs, este formulário precisa de JavaScript neste momento. Ative-o para esta página ou volte em { $time }: aí não será mais preciso.

### What is wrong with a field

field-email-missing = Digite seu endereço de e-mail.
field-email-form = Digite um endereço de e-mail como nome@example.org.
field-password-missing = Digite uma senha.
field-password-long = { $count ->
    [one] Use no máximo { $count } caractere.
   *[other] Use no máximo { $count } caracteres.
}
field-locale = Informe um código de idioma, como en ou pt-BR.
field-next = Isto não leva a um lugar permitido.
field-same-address = Esse já é o seu endereço.
field-captcha = Nada foi feito ainda: precisamos ter certeza de que você não é um robô. Envie o formulário de novo.

password-too-short = { $count ->
    [one] Use pelo menos { $count } caractere. Algumas palavras em sequência são fáceis de lembrar.
   *[other] Use pelo menos { $count } caracteres. Algumas palavras em sequência são fáceis de lembrar.
}
password-context = Esta senha é parecida demais com o seu endereço ou com o nome deste site: ela gira em torno de “{ $word }”. Escolha algo em que só você pensaria.
password-listed = Esta é uma das primeiras senhas que um invasor tentaria. Escolha algumas palavras que não tenham nada a ver umas com as outras.
password-common = Esta senha gira em torno de “{ $word }”, uma das primeiras palavras que um invasor tentaria. Escolha algumas palavras que não tenham nada a ver umas com as outras.
password-breached = Esta senha apareceu em um vazamento de dados de outro lugar, por isso invasores a conhecem. Escolha uma que você não use em nenhum outro lugar.
password-predictable = Esta senha se repete ou segue um padrão que um invasor tentaria primeiro. Escolha algumas palavras que não tenham nada a ver umas com as outras.

### Errors

error-number = Erro { $status }
error-forgotten = Esqueceu sua senha? { $open }Escolher uma nova{ $close }
error-request = Se você nos escrever sobre isso, inclua este número: { $number }

problem-credentials-invalid-title = Não foi possível entrar
problem-credentials-invalid = O endereço ou a senha não confere. Se você acabou de se cadastrar, confirme primeiro seu endereço: o link está no seu e-mail.
problem-wrong-password-title = Senha errada
problem-wrong-password = Essa não é a senha certa.
problem-proof-required-title = A senha é necessária
problem-proof-required = Em um navegador diferente daquele em que você se cadastrou, também é preciso informar a senha escolhida no cadastro.
problem-unauthenticated-title = Você ainda não entrou
problem-unauthenticated = Entre primeiro na sua conta.
problem-unconfirmed-title = Ainda não confirmado
problem-unconfirmed = Confirme primeiro o endereço: o link está no e-mail.
problem-cross-origin-title = Pedido recusado
problem-cross-origin = Este pedido veio de outro site, por isso nada foi feito.
problem-captcha-required-title = Falta um passo
problem-captcha-required = Nada foi feito ainda: resolva o captcha, para sabermos que você não é um robô, e envie o formulário de novo.
problem-untrusted-title = Origem não reconhecida
problem-untrusted = A mensagem não veio de onde deveria.
problem-malformed-title = Não deu para entender
problem-malformed = Não foi possível ler o pedido.
problem-token-invalid-title = Este link não é nosso
problem-token-invalid = O link está incompleto ou não foi criado aqui.
problem-token-expired-title = Link expirado
problem-token-expired = O link é antigo demais ou foi substituído por um mais novo.
problem-token-used-title = Link já usado
problem-token-used = O link já cumpriu sua função.
problem-not-found-title = Não encontrado
problem-not-found = Não há nada aqui.
problem-too-large-title = Grande demais
problem-too-large = O pedido passa de 64 KiB.
problem-unsupported-media-type-title = Formato não aceito
problem-unsupported-media-type = Aqui, envie o conteúdo como application/json.
problem-method-not-allowed-title = Método não permitido
problem-method-not-allowed = Este método não é aceito aqui.
problem-timed-out-title = Demorou demais
problem-timed-out = O pedido não chegou a tempo.
problem-rate-limited-title = Tentativas demais
problem-rate-limited = Nada foi feito. Tente de novo mais tarde.
problem-rate-limited-wait = Nada foi feito. Tente de novo em { $time }.
problem-rate-limited-stopped = Nada foi feito. Depois de tantas senhas erradas, não tentamos mais nenhuma: peça um e-mail para escolher uma nova ou use um navegador em que você já tenha entrado antes.
problem-overloaded-title = Muito movimento
problem-overloaded = Há movimento demais neste momento. Nada foi feito; tente de novo daqui a pouco.
problem-overloaded-in-doubt = A resposta do nosso banco de dados se perdeu. O que você pediu pode ter sido feito ou não: confira daqui a pouco.
problem-internal-title = Algo deu errado
problem-internal = A culpa não é sua, e nada foi alterado. Tente de novo daqui a pouco.
problem-validation-title = Confira
problem-validation = Alguns campos precisam ser conferidos.

### Sign up

sign-up-email-hint = Vamos enviar um e-mail para confirmar que este endereço é seu.
sign-up-been-here = Já tem uma conta? { $open }Entrar{ $close }

check-mail-title = Confira seu e-mail
check-mail-sending = Estamos enviando um e-mail para { $address }. Abra o link que está nele para continuar.
check-mail-sending-unknown = Estamos enviando um e-mail para o endereço que você informou. Abra o link que está nele para continuar.
check-mail-browser = O mais fácil é abrir neste navegador. Em outro dispositivo, tenha em mãos a senha que você acabou de escolher.
check-mail-none = O e-mail ainda não chegou?
check-mail-patience = Espere um ou dois minutos e depois olhe na pasta de spam.
check-mail-again = Enviar o e-mail de novo
check-mail-wrong = Endereço errado? { $open }Cadastrar-se com outro{ $close }
check-mail-sent = Se houver um cadastro pendente com este endereço, um novo e-mail está a caminho. Pode levar um minuto.

unconfirmed-title = Confirme primeiro seu endereço
unconfirmed-heading = Falta um passo
unconfirmed-words = O endereço { $address } ainda não foi confirmado. Abra o link no e-mail que enviamos, e pronto.
unconfirmed-words-unknown = Seu endereço ainda não foi confirmado. Abra o link no e-mail que enviamos, e pronto.
unconfirmed-none = O e-mail não chegou?
unconfirmed-patience = Olhe na pasta de spam ou peça para enviarmos de novo.
unconfirmed-other = Tem outra conta? Primeiro escolha { $button } aqui e depois entre com ela.

undeliverable-title = Não foi possível entregar o e-mail
undeliverable-heading = Não conseguimos entregar nosso e-mail
undeliverable-words = Nossos e-mails não chegam a { $address }.
undeliverable-mistake = Veja se há algum erro de digitação. Se houver, cadastre-se com o endereço certo: é rápido.
undeliverable-correct = Corrigir o endereço
undeliverable-right = O endereço está certo?
undeliverable-right-words = Então a caixa de entrada pode estar cheia ou não aceitar nossos e-mails. Peça a quem cuida deste serviço que tente de novo ou cadastre-se com outro endereço.

resend-title = Enviar o e-mail de novo
resend-words = Com qual endereço você se cadastrou?
resend-button = Enviar de novo
resend-not-yet = Ainda não se cadastrou? { $open }Cadastrar-se{ $close }

### Confirm

confirm-title-page = Confirme seu endereço
confirm-other-browser = Este não é o navegador em que você se cadastrou. Para mostrar que é você, digite a senha que escolheu no cadastro.
confirm-press = Aperte o botão, e sua conta estará pronta.
confirm-password = A senha que você escolheu no cadastro
confirm-button-page = Confirmar meu endereço
confirm-not-me = Não se cadastrou? Então alguém digitou seu endereço, talvez por engano.
confirm-long = Isso é mais longo do que qualquer senha daqui.
confirm-proof-needed = Digite a senha que você escolheu no cadastro.
confirm-wrong = Essa não é a senha deste cadastro. Se você se cadastrou mais de uma vez, use o e-mail mais recente.

### Links

link-dismissed-title = Agradecemos o aviso
link-dismissed-confirm = Removemos esse cadastro.
link-dismissed-reset = Cancelamos esse link. Sua senha continua como está.
link-dismissed-change-email = Cancelamos essa mudança.
link-dismissed-close = Não há mais nada a fazer. Você pode fechar esta página e apagar o e-mail.
link-expired-title = Este link expirou
link-expired-words = Para sua segurança, os links dos nossos e-mails só funcionam por um tempo. Pedir um novo é rápido.
link-invalid-title = Este link não funciona
link-invalid-words = Talvez ele tenha sido cortado no caminho. Abra-o de novo pelo e-mail ou copie o link inteiro para a barra de endereço.
link-invalid-next = Se isso não ajudar, peça um novo:
link-offer-button = Enviar um novo e-mail
link-offer-email = Endereço de e-mail com que você se cadastrou
link-offer-confirmed = Já confirmou? { $open }Entrar{ $close }
link-offer-remembered = Lembrou sua senha? { $open }Entrar{ $close }
link-offer-account = Você pode começar de novo pela sua conta.
link-used-confirm = Endereço já confirmado
link-used-reset = Senha já alterada
link-used-change-email = Endereço já alterado
link-used-words = Está tudo bem: este link já cumpriu sua função, e não há mais nada a fazer.
link-used-not-you = Não foi você que alterou? { $open }Escolher uma nova senha{ $close }

### Sign in and out

sign-in-forgotten = Esqueceu sua senha?
sign-in-new-here = É sua primeira vez aqui? { $open }Cadastrar-se{ $close }
sign-in-signed-out = Você saiu da sua conta.
sign-in-closed = Sua conta foi excluída, e todas as sessões foram encerradas.
sign-in-reset = Sua senha foi alterada. Entre com a nova.
sign-out-words = Você vai sair da sua conta neste navegador.

### Forgotten password

forgot-title = Esqueceu sua senha?
forgot-words = Acontece. Informe seu endereço, e enviaremos um link para você escolher uma nova.
forgot-button = Receber um link
forgot-remembered = Lembrou sua senha? { $open }Entrar{ $close }
forgot-sent-words = Se houver uma conta com { $address }, um e-mail está a caminho. O link que está nele funciona por { $time }.
forgot-sent-none = O e-mail ainda não chegou?
forgot-sent-patience = Espere um ou dois minutos e depois olhe na pasta de spam. Será que você se cadastrou com outro endereço?
forgot-sent-again = Tentar de novo
forgot-sent-back = Voltar ao login

reset-title-page = Escolha uma nova senha
reset-for = Para { $address }. A sessão será encerrada em todos os dispositivos; depois você entra com a nova senha.
reset-save = Salvar a nova senha
reset-not-me = Não pediu isto? Sua senha continua como está.

### Change of address

change-email-title-page = Mude seu endereço
change-email-ask = De agora em diante, você vai entrar com { $address }. A sessão será encerrada nos seus outros dispositivos.
change-email-use = Usar este endereço
change-email-sign-in = Para que { $address } seja o seu endereço, entre na conta para a qual a mudança foi pedida, com o endereço atual dela.
change-email-other-account = Você entrou em outra conta. Para que { $address } seja o seu endereço, entre na conta para a qual a mudança foi pedida, com o endereço atual dela.
change-email-not-me = Não pediu isto? Então alguém digitou seu endereço, talvez por engano.
change-email-stop-title = Impedir a mudança
change-email-stop-words = Alguém pediu que sua conta deixe de usar { $address }. Se não foi você, impeça a mudança aqui.
change-email-undo-title = Recupere seu endereço
change-email-undo-words = Sua conta não usa mais { $address }. Se não foi você, recupere seu endereço aqui.
change-email-undo-button = Recuperar meu endereço
change-email-undo-safe = Para sua segurança, a sessão será encerrada em todos os dispositivos, e enviaremos um e-mail para você escolher uma nova senha.
change-email-undo-was-you = Foi você? Então não há nada a fazer. É só fechar esta página.
change-email-undone-title = Sua conta está segura
change-email-undone-words = O endereço dela é { $address }, e a sessão foi encerrada em todos os dispositivos.
change-email-undone-next = Agora, confira seu e-mail: estamos enviando um link para você escolher uma nova senha. Quem fez isso talvez conheça a atual.

### Account

account-since = Desde { $time }
account-confirmed = Seu endereço foi confirmado. Boas-vindas.
account-email-changed = Seu novo endereço já está em uso, e as outras sessões foram encerradas.
account-password-changed = Sua senha foi alterada, e as outras sessões foram encerradas.
account-check-new-mail = Abra o link no e-mail enviado ao novo endereço. Até lá, nada muda.
account-session-ended = Essa sessão foi encerrada.
account-sessions-ended = As outras sessões foram encerradas.
account-email-new = Novo endereço de e-mail
account-email-change = Mudar o endereço
account-password-words = A sessão será encerrada nos seus outros dispositivos.
account-password-present = Senha atual
account-password-change = Mudar a senha
account-sessions-title = Suas sessões abertas
account-sessions-unknown = Dispositivo desconhecido
account-sessions-this = Este dispositivo
account-sessions-end-others = Encerrar as outras sessões
account-data-title = Seus dados
account-data-words = Tudo o que guardamos sobre você, em um arquivo JSON.
account-data-download = Baixar meus dados
account-delete-title = Encerrar a conta
account-delete-open = Excluir minha conta
account-delete-words = Sua conta e tudo o que pertence a ela são excluídos para sempre. Ninguém pode recuperá-los.
account-delete-button = Excluir minha conta para sempre
