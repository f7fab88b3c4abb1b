# Español, de tú, sin preferencia por un país.

### Every page

please-check-title = Revisa: { $page }
sign-in = Iniciar sesión
sign-up = Registrarse
sign-out = Cerrar sesión
your-account = Tu cuenta
go-to-account = Ir a tu cuenta
go-to-sign-in = Ir al inicio de sesión
email-address = Dirección de correo electrónico
password = Contraseña
new-password = Contraseña nueva
your-password = Tu contraseña
language = Idioma
language-change = Cambiar
cookies = Solo las cookies necesarias. Sin rastreo.
cookies-vendor = Nosotros, solo las cookies necesarias. { $vendor } observa las visitas a esta página para evitar que entren robots.
password-show = Mostrar la contraseña
password-hint = { $count ->
    [one] Al menos { $count } carácter. Unas cuantas palabras seguidas son una buena opción.
   *[other] Al menos { $count } caracteres. Unas cuantas palabras seguidas son una buena opción.
}
errors-heading = Revisa esto y vuelve a intentarlo.
not-me = No he sido yo
# $address is an address, or a button with one in it.
did-you-mean = ¿Querías escribir { $address }?
did-you-mean-yes = Sí, corregir

### How good a new password looks while it is typed

strength-short = { $count ->
    [one] Todavía es demasiado corta: necesita al menos { $count } carácter.
   *[other] Todavía es demasiado corta: necesita al menos { $count } caracteres.
}
strength-own = Débil: gira en torno a tu dirección o al nombre de este sitio.
strength-pattern = Débil: se repite o sigue un patrón que un atacante probaría primero.
strength-fair = Aceptable: mejora con otra palabra que no tenga nada que ver con las demás.
strength-good = Buena. Con una palabra más será todavía más fuerte.
strength-strong = Fuerte: larga y variada.

captcha-busy = Un momento: tu navegador nos está mostrando que no eres un robot…
captcha-failed = No ha funcionado. Revisa tu conexión a internet y vuelve a pulsar el botón.
captcha-no-script = Para evitar que entren robots, este formulario necesita JavaScript. Actívalo para esta página.
captcha-no-script-now = Para evitar que entren robots, este formulario necesita JavaScript en este momento. Actívalo para esta página o vuelve dentro de { $time }: entonces ya no hará falta.

### What is wrong with a field

field-email-missing = Escribe tu dirección de correo electrónico.
field-email-form = Escribe una dirección de correo electrónico como nombre@example.org.
field-password-missing = Escribe una contraseña.
field-password-long = { $count ->
    [one] Usa como máximo { $count } carácter.
   *[other] Usa como máximo { $count } caracteres.
}
field-locale = Indica un código de idioma, como en o pt-BR.
field-next = Esto no lleva a un lugar permitido.
field-same-address = Esa ya es tu dirección.
field-captcha = Todavía no se ha hecho nada: tenemos que asegurarnos de que no eres un robot. Vuelve a enviar el formulario.

password-too-short = { $count ->
    [one] Usa al menos { $count } carácter. Unas cuantas palabras seguidas son fáciles de recordar.
   *[other] Usa al menos { $count } caracteres. Unas cuantas palabras seguidas son fáciles de recordar.
}
password-context = Esta contraseña se parece demasiado a tu dirección o al nombre de este sitio: gira en torno a «{ $word }». Elige algo que solo se te ocurriría a ti.
password-listed = Esta es una de las primeras contraseñas que probaría un atacante. Elige unas cuantas palabras que no tengan nada que ver entre sí.
password-common = Esta contraseña gira en torno a «{ $word }», una de las primeras palabras que probaría un atacante. Elige unas cuantas palabras que no tengan nada que ver entre sí.
password-breached = Esta contraseña ha aparecido en una filtración de datos de otro sitio, así que los atacantes la conocen. Elige una que no uses en ningún otro lugar.
password-predictable = Esta contraseña se repite o sigue un patrón que un atacante probaría primero. Elige unas cuantas palabras que no tengan nada que ver entre sí.

### Errors

error-number = Error { $status }
error-forgotten = ¿Has olvidado tu contraseña? { $open }Elegir una nueva{ $close }
error-request = Si nos escribes por esto, incluye este número: { $number }

problem-credentials-invalid-title = No se ha podido iniciar sesión
problem-credentials-invalid = La dirección o la contraseña no es correcta. Si acabas de registrarte, confirma primero tu dirección: el enlace está en el correo que te enviamos.
problem-wrong-password-title = Contraseña incorrecta
problem-wrong-password = Esa no es la contraseña correcta.
problem-proof-required-title = Hace falta la contraseña
problem-proof-required = En un navegador distinto del que usaste para registrarte, también hace falta la contraseña que elegiste entonces.
problem-unauthenticated-title = Sesión no iniciada
problem-unauthenticated = Primero inicia sesión.
problem-unconfirmed-title = Aún sin confirmar
problem-unconfirmed = Primero confirma la dirección: el enlace está en el correo.
problem-cross-origin-title = Solicitud rechazada
problem-cross-origin = Esta solicitud venía de otro sitio, así que no se ha hecho nada.
problem-captcha-required-title = Falta un paso
problem-captcha-required = Todavía no se ha hecho nada: resuelve el captcha, para que sepamos que no eres un robot, y vuelve a enviar el formulario.
problem-untrusted-title = Origen no reconocido
problem-untrusted = El mensaje no viene de donde debería.
problem-malformed-title = No se ha entendido
problem-malformed = No se ha podido leer la solicitud.
problem-token-invalid-title = Este enlace no es nuestro
problem-token-invalid = El enlace está incompleto o no se creó aquí.
problem-token-expired-title = Enlace caducado
problem-token-expired = El enlace es demasiado antiguo o hay otro más reciente que lo sustituye.
problem-token-used-title = Enlace ya usado
problem-token-used = El enlace ya cumplió su función.
problem-not-found-title = No encontrado
problem-not-found = Aquí no hay nada.
problem-too-large-title = Demasiado grande
problem-too-large = La solicitud supera los 64 KiB.
problem-unsupported-media-type-title = Formato no admitido
problem-unsupported-media-type = Aquí, envía el contenido como application/json.
problem-method-not-allowed-title = Método no permitido
problem-method-not-allowed = Este método no se admite aquí.
problem-timed-out-title = Demasiado lento
problem-timed-out = La solicitud no ha llegado a tiempo.
problem-rate-limited-title = Demasiados intentos
problem-rate-limited = No se ha hecho nada. Vuelve a intentarlo más tarde.
problem-rate-limited-wait = No se ha hecho nada. Vuelve a intentarlo dentro de { $time }.
problem-rate-limited-stopped = No se ha hecho nada. Después de tantas contraseñas incorrectas ya no probamos más: pide un correo para elegir una nueva o usa un navegador en el que ya hayas iniciado sesión antes.
problem-overloaded-title = Mucha actividad
problem-overloaded = Hay demasiada actividad en este momento. No se ha hecho nada; vuelve a intentarlo en un momento.
problem-overloaded-in-doubt = Se ha perdido la respuesta de nuestra base de datos. Puede que lo que pediste se haya hecho o puede que no: compruébalo en un momento.
problem-internal-title = Algo ha fallado
problem-internal = No es culpa tuya y no ha cambiado nada. Vuelve a intentarlo en un momento.
problem-validation-title = Revisa esto
problem-validation = Hay que revisar algunos campos.

### Sign up

sign-up-email-hint = Te enviaremos un correo a esta dirección para confirmar que es tuya.
sign-up-been-here = ¿Ya tienes una cuenta? { $open }Iniciar sesión{ $close }

check-mail-title = Revisa tu correo
check-mail-sending = Te estamos enviando un correo a { $address }. Abre el enlace que contiene para continuar.
check-mail-sending-unknown = Te estamos enviando un correo a la dirección que indicaste. Abre el enlace que contiene para continuar.
check-mail-browser = Lo más fácil es abrirlo en este navegador. En otro dispositivo, ten a mano la contraseña que acabas de elegir.
check-mail-none = ¿Aún no ha llegado?
check-mail-patience = Espera uno o dos minutos y después mira en la carpeta de spam.
check-mail-again = Volver a enviar el correo
check-mail-wrong = ¿No es esa la dirección? { $open }Registrarse con otra{ $close }
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = Abrir { $place }
check-mail-pause = Puedes pedir otro dentro de un minuto.
check-mail-again-in = Volver a enviar dentro de { $seconds } s
check-mail-sent = Si hay un registro pendiente con esta dirección, va en camino un correo nuevo. Puede tardar un minuto.

unconfirmed-title = Primero confirma tu dirección
unconfirmed-heading = Falta un paso
unconfirmed-words = La dirección { $address } aún no está confirmada. Abre el enlace del correo que te enviamos y listo.
unconfirmed-words-unknown = Tu dirección aún no está confirmada. Abre el enlace del correo que te enviamos y listo.
unconfirmed-none = ¿No ha llegado?
unconfirmed-patience = Mira en la carpeta de spam o pide que te lo enviemos de nuevo.
unconfirmed-other = ¿Tienes otra cuenta? Primero pulsa aquí { $button } y después inicia sesión con ella.

undeliverable-title = No se ha podido entregar el correo
undeliverable-heading = No hemos podido entregar nuestro correo
undeliverable-words = Nuestros correos no llegan a { $address }.
undeliverable-mistake = Mira si hay algún error al escribirla. Si lo hay, regístrate con la dirección correcta: es solo un momento.
undeliverable-correct = Corregir la dirección
undeliverable-right = ¿La dirección es correcta?
undeliverable-right-words = Entonces puede que el buzón esté lleno o que no acepte nuestros correos. Pide a quien gestiona este servicio que lo intente de nuevo o regístrate con otra dirección.

resend-title = Volver a enviar el correo
resend-words = ¿Con qué dirección te registraste?
resend-button = Volver a enviar
resend-not-yet = ¿Aún no te has registrado? { $open }Registrarse{ $close }

### Confirm

confirm-title-page = Confirma tu dirección
confirm-other-browser = Este no es el navegador en el que te registraste. Para saber que eres tú, escribe la contraseña que elegiste entonces.
confirm-press = Pulsa el botón y tu cuenta estará lista.
confirm-password = La contraseña que elegiste al registrarte
confirm-button-page = Confirmar mi dirección
confirm-why = ¿Por qué una contraseña?
confirm-why-words = Un enlace por sí solo demuestra poco: cualquiera podría haber escrito tu dirección. La contraseña demuestra que fuiste tú quien se registró.
confirm-without = También puedes hacerlo sin ella: abre el enlace en el navegador en el que te registraste. Allí basta con pulsar un botón.
confirm-not-me = ¿No te has registrado? Entonces alguien ha escrito tu dirección, quizá por error.
confirm-long = Es más larga que cualquier contraseña de aquí.
confirm-proof-needed = Escribe la contraseña que elegiste al registrarte.
confirm-wrong = Esa no es la contraseña de este registro. Si te registraste más de una vez, usa el correo más reciente.

### Links

link-dismissed-title = Gracias
link-dismissed-confirm = Hemos eliminado ese registro.
link-dismissed-reset = Hemos anulado ese enlace. Tu contraseña sigue como está.
link-dismissed-change-email = Hemos anulado ese cambio.
link-dismissed-close = No hay nada más que hacer. Puedes cerrar esta página y borrar el correo.
link-expired-title = Este enlace ha caducado
link-expired-words = Por tu seguridad, los enlaces de nuestros correos solo funcionan durante un tiempo. Conseguir uno nuevo es rápido.
link-invalid-title = Este enlace no funciona
link-invalid-words = Puede que se haya cortado por el camino. Ábrelo de nuevo desde el correo o copia el enlace completo en la barra de direcciones.
link-invalid-next = Si eso no ayuda, pide uno nuevo:
link-offer-button = Enviar un correo nuevo
link-offer-email = Dirección de correo electrónico con la que te registraste
link-offer-confirmed = ¿Ya la has confirmado? { $open }Iniciar sesión{ $close }
link-offer-remembered = ¿Ya recuerdas tu contraseña? { $open }Iniciar sesión{ $close }
link-offer-account = Puedes empezar de nuevo desde tu cuenta.
link-used-confirm = Dirección ya confirmada
link-used-reset = Contraseña ya cambiada
link-used-change-email = Dirección ya cambiada
link-used-words = Todo está bien: este enlace ya cumplió su función y no hay nada más que hacer.
link-used-not-you = ¿No la has cambiado tú? { $open }Elegir una contraseña nueva{ $close }

### Sign in and out

sign-in-forgotten = ¿Has olvidado tu contraseña?
sign-in-new-here = ¿Es tu primera vez aquí? { $open }Registrarse{ $close }
sign-in-signed-out = Has cerrado sesión.
sign-in-closed = Tu cuenta se ha eliminado y se han cerrado todas las sesiones.
sign-in-reset = Tu contraseña ha cambiado. Inicia sesión con la nueva.
sign-in-confirmed = Tu dirección está confirmada. Inicia sesión para continuar.
sign-out-words = Se cerrará tu sesión en este navegador.

### Forgotten password

forgot-title = ¿Has olvidado tu contraseña?
forgot-words = Son cosas que pasan. Dinos tu dirección y te enviaremos un enlace para elegir una nueva.
forgot-button = Enviarme un enlace
forgot-remembered = ¿Ya recuerdas tu contraseña? { $open }Iniciar sesión{ $close }
forgot-sent-words = Si hay una cuenta con { $address }, va en camino un correo. Su enlace funciona durante { $time }.
forgot-sent-none = ¿Aún no ha llegado?
forgot-sent-patience = Espera uno o dos minutos y después mira en la carpeta de spam. ¿Quizá te registraste con otra dirección?
forgot-sent-again = Volver a intentarlo
forgot-sent-back = Volver al inicio de sesión

reset-title-page = Elige una contraseña nueva
reset-for = Para { $address }. Se cerrará la sesión en todos los dispositivos; después inicias sesión con la contraseña nueva.
reset-save = Guardar la contraseña nueva
reset-not-me = ¿No has pedido esto? Tu contraseña sigue como está.

### Change of address

change-email-title-page = Cambia tu dirección
change-email-ask = Desde ahora iniciarás sesión con { $address }. Se cerrará la sesión en tus otros dispositivos.
change-email-use = Usar esta dirección
change-email-sign-in = Para que { $address } sea tu dirección, inicia sesión en la cuenta para la que se pidió el cambio, con su dirección actual.
change-email-other-account = Has iniciado sesión en otra cuenta. Para que { $address } sea tu dirección, inicia sesión en la cuenta para la que se pidió el cambio, con su dirección actual.
change-email-not-me = ¿No has pedido esto? Entonces alguien ha escrito tu dirección, quizá por error.
change-email-stop-title = Impedir el cambio
change-email-stop-words = Alguien ha pedido que tu cuenta deje de usar { $address }. Si no has sido tú, puedes impedirlo aquí.
change-email-undo-title = Recupera tu dirección
change-email-undo-words = Tu cuenta ya no usa { $address }. Si no has sido tú, recupera aquí tu dirección.
change-email-undo-button = Recuperar mi dirección
change-email-undo-safe = Por tu seguridad, se cerrará la sesión en todos los dispositivos y te enviaremos un correo para elegir una contraseña nueva.
change-email-undo-was-you = ¿Has sido tú? Entonces no hay nada que hacer. Solo tienes que cerrar esta página.
change-email-undone-title = Tu cuenta está a salvo
change-email-undone-words = Su dirección es { $address }, y se ha cerrado la sesión en todos los dispositivos.
change-email-undone-next = Ahora revisa tu correo: te estamos enviando un enlace para elegir una contraseña nueva. Quien haya hecho esto quizá conozca la actual.

### Account

account-since = Desde el { $time }
account-confirmed = Tu dirección está confirmada. Te damos la bienvenida.
account-email-changed = Tu nueva dirección ya está en uso y se han cerrado las demás sesiones.
account-password-changed = Tu contraseña ha cambiado y se han cerrado las demás sesiones.
account-check-new-mail = Abre el enlace del correo que enviamos a la nueva dirección. Hasta entonces no cambia nada.
account-session-ended = Esa sesión está cerrada.
account-sessions-ended = Se han cerrado las demás sesiones.
account-email-new = Nueva dirección de correo electrónico
account-email-change = Cambiar la dirección
account-password-words = Se cerrará la sesión en tus otros dispositivos.
account-password-present = Contraseña actual
account-password-change = Cambiar la contraseña
account-sessions-title = Tus sesiones abiertas
account-sessions-unknown = Dispositivo desconocido
account-sessions-this = Este dispositivo
account-sessions-end-others = Cerrar las demás sesiones
account-data-title = Tus datos
account-data-words = Todo lo que guardamos sobre ti, en un archivo JSON.
account-data-download = Descargar mis datos
account-delete-title = Darte de baja
account-delete-open = Eliminar mi cuenta
account-delete-words = Tu cuenta y todo lo que le pertenece se eliminan para siempre. Nadie puede recuperarlos.
account-delete-button = Eliminar mi cuenta para siempre

### Mailbox

mailbox = Buzón
mailbox-words = Para desarrollo: los correos se quedan aquí en lugar de enviarse. También como { $open }JSON{ $close }.
mailbox-news = Ha llegado un correo nuevo.
mailbox-empty = Aún no hay correos. { $open }Regístrate{ $close } con cualquier dirección y el primero llegará aquí.
mailbox-nothing-for = No hay correos para { $to }.
mailbox-to = Destinatario
mailbox-search = Buscar
mailbox-all = Todos los correos
mailbox-check = Actualizar
mailbox-newer = Más recientes
mailbox-older = Más antiguos
mailbox-clear = Vaciar el buzón
mailbox-samples-language = Una muestra de cada correo, en
mailbox-samples = Enviarlas aquí
mailbox-mail-to = Para
mailbox-mail-from = De
mailbox-mail-date = Fecha
mailbox-mail-kind = Tipo
mailbox-open-link = Abrir el enlace
mailbox-html = El correo en HTML
mailbox-show = Qué mostrar
mailbox-show-all = Todo
mailbox-show-text = Texto
mailbox-show-source = Código fuente
mailbox-width = Ancho del HTML
mailbox-width-phone = Teléfono
mailbox-width-wide = Amplio
mailbox-scheme = Colores del HTML
mailbox-scheme-light = Claros
mailbox-scheme-dark = Oscuros

### Closing an account and taking it back

sign-in-closed-until = Tu cuenta está cerrada y se han cerrado todas las sesiones. Si cambias de idea, abre el enlace de nuestro correo antes del { $time }.
sign-in-kept = Has recuperado tu cuenta. Inicia sesión con la contraseña nueva.
keep-title = Conserva tu cuenta
keep-words = Elige una contraseña nueva y la cuenta de { $address } vuelve a estar como antes. La contraseña anterior deja de servir; después inicias sesión con la nueva.
keep-button = Conservar mi cuenta
keep-until = Si la dejas cerrada, se elimina para siempre. Eso ocurre después del { $time }.

### The account page: what is new

account-parts = Secciones de esta página
account-change-cancelled = El cambio está anulado. Tu dirección sigue como está.
account-language-changed = Tu idioma se ha guardado.
account-pending-title = Te espera un correo en { $address }
account-pending-words = El { $time } pediste usar esa dirección para tu cuenta. Abre el enlace del correo que enviamos allí: funciona durante { $span }. Si no ha llegado ninguno, mira en la carpeta de spam o si hay algún error al escribir la dirección.
account-pending-cancel = Anular este cambio
account-email-how = Si escribes una dirección nueva, enviamos allí un enlace y no cambia nada hasta que lo abras.
account-email-then = Después inicias sesión con la dirección nueva, y se cierra la sesión en tus otros dispositivos. También avisamos a la dirección anterior: durante { $time }, desde allí se puede deshacer todo.
account-password-since = Elegida el { $time }.
account-sessions-short = Dispositivos
account-sessions-words = Si no reconoces alguno, cierra su sesión y cambia tu contraseña.
account-sessions-end-one = Cerrar sesión en { $device }. { $seen }
account-sessions-device = { $program } en { $system }
account-sessions-now = Última actividad: ahora mismo
account-sessions-minutes = { $count ->
    [one] Última actividad: hace { $count } minuto
   *[other] Última actividad: hace { $count } minutos
}
account-sessions-hours = { $count ->
    [one] Última actividad: hace { $count } hora
   *[other] Última actividad: hace { $count } horas
}
account-sessions-days = { $count ->
    [one] Última actividad: hace { $count } día
   *[other] Última actividad: hace { $count } días
}
account-sessions-from = Desde { $client }, sesión iniciada el { $time }
account-language-label = Idioma de nuestras páginas y correos
account-language-words = En todos los navegadores en los que hayas iniciado sesión.
account-language-browser = El de mi navegador
account-language-save = Guardar el idioma
account-data-password = Cualquiera que use tu dispositivo podría pulsar este botón. Con tu contraseña sabemos que eres tú.
account-close-what = Esto es lo que pasa:
account-close-now = Se cierran de inmediato todas las sesiones y ya nadie puede iniciar sesión en esta cuenta.
account-close-kept = Durante { $time }, hasta el { $until }, puedes cambiar de idea: enviamos un correo a { $address }, y con su enlace recuperas tu cuenta.
account-close-then = Después, tu cuenta y todo lo que le pertenece se eliminan para siempre. Nadie puede recuperarlos.

### Admin

admin = Administración
admin-overview = Resumen
admin-accounts = Usuarios
admin-mails = Correos
admin-addresses = Direcciones sin envíos
admin-audit = Registro de auditoría
admin-search = Buscar
admin-pages = Páginas
admin-pages-first = Ir al principio
admin-pages-more = Página siguiente
admin-none = No se ha encontrado nada.
admin-none-yet = Hasta ahora no se ha encontrado nada. La página siguiente busca más atrás.
admin-no-address = Eso no es una dirección de correo electrónico completa ni un ID.
admin-yes = Sí
admin-no = No
admin-by = por

admin-overview-words = Los últimos treinta días, por días UTC.
admin-overview-cut = Hay tantos datos que solo se ha contado la parte más reciente: los primeros días no están completos.
admin-overview-times = Los tiempos de respuesta son los de este proceso desde que se inició, como máximo de las últimas 24 horas: de cada cien solicitudes, noventa y nueve no tardaron más.
admin-plot-sign-ups-title = Registros y confirmaciones
admin-plot-sign-ups = Registros
admin-plot-confirmed = Confirmaciones
admin-plot-share-title = Confirmaciones por cada cien registros del día
admin-plot-share = Porcentaje
admin-plot-mails-title = Correos según su resultado
admin-plot-failures-title = Correos fallidos
admin-plot-p99-title = Tiempo de respuesta (percentil 99)
admin-plot-p99 = Tiempo de respuesta
admin-plot-below = Todas las cifras están en la tabla que hay debajo del gráfico.
admin-plot-table = Ver como tabla
admin-plot-when = Cuándo
admin-plot-nothing = Aún no hay nada.

admin-accounts-search = Dirección o ID
admin-accounts-hint = El comienzo de una dirección se encuentra enseguida. Si ninguna empieza así, buscamos dentro de ellas.
admin-accounts-which = Mostrar
admin-accounts-all = Todo
admin-accounts-confirmed = Cuentas
admin-accounts-waiting = Registros pendientes
admin-accounts-disabled = Cuentas desactivadas
admin-accounts-within = Estos lo contienen en alguna parte de su dirección, los más recientes primero.
admin-accounts-wider = Buscar también dentro de las direcciones
admin-column-state = Estado
admin-column-confirmed = Confirmado
admin-column-mail = Último correo
admin-column-signed-in = Último inicio de sesión
admin-column-since = Desde
admin-state-active = Activa
admin-state-admin = Admin
admin-state-disabled = Desactivada
admin-state-waiting = Sin confirmar
admin-state-closed = Cerrada por su titular
admin-state-closed-until = Cerrada por su titular; se conserva hasta el { $time }

admin-fact-id = ID
admin-fact-sessions = Sesiones
admin-fact-password = Contraseña desde
admin-fact-password-none = Aún no se ha elegido
admin-fact-until = Espera hasta
admin-fact-rivals = Otros intentos con la dirección
admin-fact-marked = No recibe correos desde
admin-account-audit = Lo que hizo y lo que se hizo con ella, en el registro de auditoría
admin-account-mails = Sus correos
admin-acts = Qué puedes hacer
admin-send-reset = Enviar un enlace para elegir una contraseña
admin-send-reset-words = Su titular recibe el correo habitual. No cambia nada hasta que use el enlace. Tú nunca lo ves.
admin-end-sessions = Cerrar todas las sesiones
admin-end-sessions-words = Se cierra de inmediato la sesión en todos los dispositivos. La contraseña no cambia.
admin-disable = Desactivar la cuenta
admin-disable-words = Ya nadie puede iniciar sesión, se cierra la sesión en todos los dispositivos y los enlaces enviados por correo dejan de funcionar. Puedes reactivarla después.
admin-enable = Reactivar la cuenta
admin-enable-words = Su titular puede volver a iniciar sesión con la contraseña de antes.
admin-delete = Eliminar la cuenta
admin-delete-words = La cuenta y todo lo que le pertenece se eliminan para siempre. Nadie puede recuperarlos.
admin-account-yourself = Esta es tu propia cuenta. Aquí no puedes desactivarla ni eliminarla, para que siempre haya alguien que administre. Pídeselo a otra persona que administre el servicio o usa la línea de comandos.
admin-account-no-reset = Una cuenta desactivada no recibe ese correo. Reactívala primero.
admin-account-disabled = La cuenta está desactivada y se ha cerrado la sesión en todos los dispositivos.
admin-account-enabled = La cuenta vuelve a estar activa.
admin-account-sessions-ended = Se ha cerrado la sesión en todos los dispositivos.
admin-account-reset-sent = El correo está en cola.
admin-account-deleted = La cuenta se ha eliminado.

admin-sign-up-account = La dirección ya tiene { $open }una cuenta{ $close }. Este registro no puede convertirse en otra.
admin-resend = Volver a enviar la confirmación
admin-resend-words = El correo habitual se envía otra vez a la dirección.
admin-remove = Eliminar este registro
admin-remove-words = Sus enlaces dejan de funcionar. Quien lo hizo puede volver a registrarse.
admin-sign-up-resent = El correo está en cola.
admin-sign-up-removed = El registro se ha eliminado.

admin-story = Qué ha pasado
admin-story-cut = Aquí solo se muestra lo más reciente.
admin-story-sign-up = Registro
admin-story-confirmed = Registro confirmado
admin-story-mail = Correo
admin-story-session = Sesión iniciada, sigue abierta
admin-story-change = Cambio de dirección pedido
admin-story-changed = Dirección cambiada
admin-story-change-undone = Cambio impedido o deshecho
admin-story-line = Auditoría

admin-mail-queued = En cola
admin-mail-sent = Enviado
admin-mail-failed = Fallido
admin-mail-obsolete = Ya no hace falta
admin-mail-skipped = No se envía
admin-mails-all = Todos
admin-mails-search = Dirección
admin-mails-asked = Pedido el { $time }
admin-mails-finished = terminado el { $time }
admin-mails-next = próximo intento: { $time }
admin-mails-tries = { $count ->
    [one] { $count } intento
   *[other] { $count } intentos
}
admin-mails-retry = Reintentar
admin-mails-retry-one = Reintentar: correo a { $address }
admin-mails-retry-all = Reintentar todos los fallidos
admin-mails-queued = En cola para enviarse ya.
admin-mails-busy = Ese correo se está enviando en este momento o ya está terminado.

admin-addresses-words = Un servidor de correo rechazó estas direcciones de forma definitiva, o sus titulares se quejaron. No reciben correos hasta que las liberes.
admin-addresses-release = Liberar
admin-addresses-release-one = Liberar { $address }
admin-addresses-release-all = Liberar todas las no entregables
admin-addresses-released = Listo. Los correos vuelven a enviarse allí.
admin-addresses-free = Esa dirección ya recibe correos.
admin-addresses-more = Hay más de las que se muestran aquí.
admin-mark-undeliverable = No entregable
admin-mark-complained = Queja

admin-audit-search = Dirección o ID de una cuenta
admin-audit-event = Evento
admin-audit-all = Todos
admin-audit-account = Cuenta
