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
password-show = Mostrar a senha
password-hint = { $count ->
    [one] Pelo menos { $count } caractere. Algumas palavras em sequência funcionam bem.
   *[other] Pelo menos { $count } caracteres. Algumas palavras em sequência funcionam bem.
}
errors-heading = Confira isto e tente de novo.
not-me = Não fui eu
# $address is an address, or a button with one in it.
did-you-mean = Você quis dizer { $address }?
did-you-mean-yes = Sim, corrigir

### How good a new password looks while it is typed

strength-short = { $count ->
    [one] Ainda é curta demais: precisa de pelo menos { $count } caractere.
   *[other] Ainda é curta demais: precisa de pelo menos { $count } caracteres.
}
strength-own = Fraca: gira em torno do seu endereço ou do nome deste site.
strength-pattern = Fraca: se repete ou segue um padrão que um invasor tentaria primeiro.
strength-fair = Razoável: fica melhor com mais uma palavra que não tenha nada a ver com as outras.
strength-good = Boa. Com mais uma palavra, fica ainda mais forte.
strength-strong = Forte: longa e variada.

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
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = Abrir { $place }
check-mail-pause = Você pode pedir outro em um minuto.
check-mail-again-in = Enviar de novo em { $seconds } s
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
confirm-why = Por que uma senha?
confirm-why-words = Só o link prova pouco: qualquer pessoa poderia ter digitado seu endereço. A senha mostra que foi você que se cadastrou.
confirm-without = Também dá para fazer sem ela: abra o link no navegador em que você se cadastrou. Lá, basta apertar um botão.
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
sign-in-confirmed = Seu endereço foi confirmado. Entre para continuar.
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

### Mailbox

mailbox = Caixa de entrada
mailbox-words = Para desenvolvimento: os e-mails ficam aqui em vez de serem enviados. Também como { $open }JSON{ $close }.
mailbox-news = Chegou um novo e-mail.
mailbox-empty = Ainda não há e-mails. { $open }Cadastre-se{ $close } com qualquer endereço, e o primeiro chegará aqui.
mailbox-nothing-for = Nenhum e-mail para { $to }.
mailbox-to = Destinatário
mailbox-search = Buscar
mailbox-all = Todos os e-mails
mailbox-check = Atualizar
mailbox-newer = Mais recentes
mailbox-older = Mais antigos
mailbox-clear = Esvaziar a caixa de entrada
mailbox-samples-language = Uma amostra de cada e-mail, em
mailbox-samples = Enviar para cá
mailbox-mail-to = Para
mailbox-mail-from = De
mailbox-mail-date = Data
mailbox-mail-kind = Tipo
mailbox-open-link = Abrir o link
mailbox-html = O e-mail em HTML
mailbox-show = O que mostrar
mailbox-show-all = Tudo
mailbox-show-text = Texto
mailbox-show-source = Código-fonte
mailbox-width = Largura do HTML
mailbox-width-phone = Celular
mailbox-width-wide = Ampla
mailbox-scheme = Cores do HTML
mailbox-scheme-light = Claras
mailbox-scheme-dark = Escuras

### Closing an account and taking it back

sign-in-closed-until = Sua conta foi encerrada, assim como todas as sessões. Se mudar de ideia, abra o link do nosso e-mail antes de { $time }.
sign-in-kept = Você recuperou sua conta. Entre com a nova senha.
keep-title = Mantenha sua conta
keep-words = Escolha uma nova senha, e a conta de { $address } volta a ser como era. A senha antiga deixa de funcionar; depois você entra com a nova.
keep-button = Manter minha conta
keep-until = Se você a deixar encerrada, ela será removida para sempre. Isso acontece depois de { $time }.

### The account page: what is new

account-parts = Seções desta página
account-change-cancelled = A mudança foi cancelada. Seu endereço continua como está.
account-language-changed = Seu idioma foi salvo.
account-pending-title = Um e-mail espera por você em { $address }
account-pending-words = Em { $time }, você pediu para usar esse endereço na sua conta. Abra o link no e-mail que enviamos para lá: ele funciona por { $span }. Se nenhum e-mail chegou, olhe na pasta de spam ou veja se há algum erro de digitação no endereço.
account-pending-cancel = Cancelar esta mudança
account-email-how = Se informar um novo endereço, enviamos um link para lá, e nada muda até você abri-lo.
account-email-then = Depois você entra com o novo endereço, e a sessão é encerrada nos seus outros dispositivos. Também avisamos o endereço antigo: por { $time }, dá para desfazer tudo a partir dele.
account-password-since = Escolhida em { $time }.
account-sessions-short = Dispositivos
account-sessions-words = Se você não reconhece algum deles, encerre a sessão dele e mude sua senha.
account-sessions-end-one = Sair: { $device }. { $seen }
account-sessions-device = { $program } em { $system }
account-sessions-now = Última atividade: agora mesmo
account-sessions-minutes = { $count ->
    [one] Última atividade: há { $count } minuto
   *[other] Última atividade: há { $count } minutos
}
account-sessions-hours = { $count ->
    [one] Última atividade: há { $count } hora
   *[other] Última atividade: há { $count } horas
}
account-sessions-days = { $count ->
    [one] Última atividade: há { $count } dia
   *[other] Última atividade: há { $count } dias
}
account-sessions-from = De { $client }, sessão iniciada em { $time }
account-language-label = Idioma das nossas páginas e e-mails
account-language-words = Em todos os navegadores em que você entrou na sua conta.
account-language-browser = O do meu navegador
account-language-save = Salvar o idioma
account-data-password = Qualquer pessoa que use seu dispositivo poderia apertar este botão. Sua senha mostra que é você.
account-close-what = O que acontece:
account-close-now = Todas as sessões são encerradas na hora, e ninguém mais pode entrar nesta conta.
account-close-kept = Por { $time }, até { $until }, você pode mudar de ideia: enviamos um e-mail para { $address }, e com o link que está nele você recupera sua conta.
account-close-then = Depois disso, sua conta e tudo o que pertence a ela são removidos para sempre. Ninguém pode recuperá-los.

### Admin

admin = Administração
admin-overview = Visão geral
admin-accounts = Usuários
admin-mails = E-mails
admin-addresses = Endereços sem envio
admin-audit = Registro de auditoria
admin-search = Buscar
admin-pages = Páginas
admin-pages-first = Ir para o início
admin-pages-more = Próxima página
admin-none = Nada foi encontrado.
admin-none-yet = Nada foi encontrado até agora. A próxima página busca mais para trás.
admin-no-address = Isso não é um endereço de e-mail completo nem um ID.
admin-yes = Sim
admin-no = Não
admin-by = por

admin-overview-words = Os últimos trinta dias, por dia em UTC.
admin-overview-cut = Há tantos dados que só a parte mais recente foi contada: os primeiros dias não estão completos.
admin-overview-times = Os tempos de resposta são os deste processo desde que foi iniciado, no máximo das últimas 24 horas: de cada cem requisições, noventa e nove não demoraram mais do que isso.
admin-plot-sign-ups-title = Cadastros e confirmações
admin-plot-sign-ups = Cadastros
admin-plot-confirmed = Confirmações
admin-plot-share-title = Confirmações a cada cem cadastros do dia
admin-plot-share = Porcentagem
admin-plot-mails-title = E-mails por resultado
admin-plot-failures-title = E-mails com falha
admin-plot-p99-title = Tempo de resposta (percentil 99)
admin-plot-p99 = Tempo de resposta
admin-plot-below = Todos os números estão na tabela abaixo do gráfico.
admin-plot-table = Ver como tabela
admin-plot-when = Quando
admin-plot-nothing = Ainda não há nada.

admin-accounts-search = Endereço ou ID
admin-accounts-hint = O começo de um endereço é encontrado na hora. Se nenhum começar assim, buscamos dentro deles.
admin-accounts-which = Mostrar
admin-accounts-all = Tudo
admin-accounts-confirmed = Contas
admin-accounts-waiting = Cadastros pendentes
admin-accounts-disabled = Contas desativadas
admin-accounts-within = Estes têm isso em alguma parte do endereço, os mais recentes primeiro.
admin-accounts-wider = Buscar também dentro dos endereços
admin-column-state = Estado
admin-column-confirmed = Confirmado
admin-column-mail = Último e-mail
admin-column-signed-in = Último login
admin-column-since = Desde
admin-state-active = Ativa
admin-state-admin = Admin
admin-state-disabled = Desativada
admin-state-waiting = Não confirmado
admin-state-closed = Encerrada pelo titular
admin-state-closed-until = Encerrada pelo titular; guardada até { $time }

admin-fact-id = ID
admin-fact-sessions = Sessões
admin-fact-password = Senha desde
admin-fact-password-none = Ainda não escolhida
admin-fact-until = Espera até
admin-fact-rivals = Outras tentativas com o endereço
admin-fact-marked = Não recebe e-mails desde
admin-account-audit = O que ela fez e o que foi feito com ela, no registro de auditoria
admin-account-mails = Seus e-mails
admin-acts = O que você pode fazer
admin-send-reset = Enviar um link para escolher uma senha
admin-send-reset-words = Quem é titular da conta recebe o e-mail de costume. Nada muda até que use o link. Você nunca o vê.
admin-end-sessions = Encerrar todas as sessões
admin-end-sessions-words = A sessão é encerrada na hora em todos os dispositivos. A senha não muda.
admin-disable = Desativar a conta
admin-disable-words = Ninguém mais pode entrar, a sessão é encerrada em todos os dispositivos, e os links enviados por e-mail deixam de funcionar. Você pode reativá-la depois.
admin-enable = Reativar a conta
admin-enable-words = Quem é titular da conta pode entrar de novo com a senha de antes.
admin-delete = Excluir a conta
admin-delete-words = A conta e tudo o que pertence a ela são excluídos para sempre. Ninguém pode recuperá-los.
admin-account-yourself = Esta é a sua própria conta. Você não pode desativá-la nem excluí-la aqui, para que sempre haja alguém na administração. Peça a outra pessoa da administração ou use a linha de comando.
admin-account-no-reset = Uma conta desativada não recebe esse e-mail. Reative-a primeiro.
admin-account-disabled = A conta foi desativada, e a sessão foi encerrada em todos os dispositivos.
admin-account-enabled = A conta foi reativada.
admin-account-sessions-ended = A sessão foi encerrada em todos os dispositivos.
admin-account-reset-sent = O e-mail está na fila.
admin-account-deleted = A conta foi excluída.

admin-sign-up-account = O endereço já tem { $open }uma conta{ $close }. Este cadastro não pode virar outra.
admin-resend = Enviar a confirmação de novo
admin-resend-words = O e-mail de costume vai mais uma vez para o endereço.
admin-remove = Remover este cadastro
admin-remove-words = Os links dele deixam de funcionar. Quem o fez pode se cadastrar de novo.
admin-sign-up-resent = O e-mail está na fila.
admin-sign-up-removed = O cadastro foi removido.

admin-story = O que aconteceu
admin-story-cut = Só o mais recente é mostrado aqui.
admin-story-sign-up = Cadastro
admin-story-confirmed = Cadastro confirmado
admin-story-mail = E-mail
admin-story-session = Sessão iniciada, ainda aberta
admin-story-change = Mudança de endereço pedida
admin-story-changed = Endereço alterado
admin-story-change-undone = Mudança impedida ou desfeita
admin-story-line = Auditoria

admin-mail-queued = Na fila
admin-mail-sent = Enviado
admin-mail-failed = Com falha
admin-mail-obsolete = Não mais necessário
admin-mail-skipped = Não será enviado
admin-mails-all = Todos
admin-mails-search = Endereço
admin-mails-asked = Pedido em { $time }
admin-mails-finished = concluído em { $time }
admin-mails-next = próxima tentativa: { $time }
admin-mails-tries = { $count ->
    [one] { $count } tentativa
   *[other] { $count } tentativas
}
admin-mails-retry = Tentar de novo
admin-mails-retry-one = Tentar de novo: e-mail para { $address }
admin-mails-retry-all = Tentar de novo todos os que falharam
admin-mails-queued = Na fila para envio imediato.
admin-mails-busy = Esse e-mail está sendo enviado neste momento ou já foi concluído.

admin-addresses-words = Um servidor de e-mail recusou estes endereços em definitivo, ou seus titulares reclamaram. Eles não recebem e-mails até que você os libere.
admin-addresses-release = Liberar
admin-addresses-release-one = Liberar { $address }
admin-addresses-release-all = Liberar todos os não entregáveis
admin-addresses-released = Pronto. Os e-mails voltam a ser enviados para lá.
admin-addresses-free = Esse endereço já recebe e-mails.
admin-addresses-more = Há mais do que os mostrados aqui.
admin-mark-undeliverable = Não entregável
admin-mark-complained = Reclamação

admin-audit-search = Endereço ou ID de uma conta
admin-audit-event = Evento
admin-audit-all = Todos
admin-audit-account = Conta
