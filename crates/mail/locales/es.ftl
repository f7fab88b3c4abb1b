# Español, de tú, sin preferencia por un país.

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
    [one] { $count } día
   *[other] { $count } días
}

link-lasts = El enlace funciona durante { $time }.
questions = ¿Preguntas? Escribe a { $support }

confirm-subject = Confirma tu dirección en { $product }
confirm-preheader = Falta un paso para que tu cuenta esté lista.
confirm-title = Te damos la bienvenida a { $product }
confirm-words = Falta un paso: confirma que esta dirección es tuya.
confirm-button = Confirmar mi dirección
confirm-proof = Abre el enlace en el navegador en el que te registraste, o ten a mano la contraseña que elegiste.
confirm-not-you = Si no has sido tú, puedes ignorar este correo: sin ese enlace no se crea ninguna cuenta. En la página que abre también puedes decirnos que no has sido tú.

already-registered-subject = Ya tienes una cuenta en { $product }
already-registered-preheader = No hay nada que confirmar y nada ha cambiado. Solo tienes que iniciar sesión.
already-registered-title = Ya tienes una cuenta
already-registered-words = Alguien, quizá tú, ha intentado registrarse en { $product } con esta dirección o ha pedido un correo para confirmarla. Aquí ya tienes una cuenta, así que no hay nada que confirmar y nada ha cambiado.
already-registered-button = Iniciar sesión
already-registered-forgotten = Si ya no recuerdas tu contraseña, puedes pedir una nueva en esa página.
already-registered-not-you = Si no has sido tú, puedes ignorar este correo. Tu cuenta y tu contraseña siguen como estaban.

reset-subject = Elige una contraseña nueva para { $product }
reset-preheader = Puedes elegirla con el enlace de este correo.
reset-title = Elige una contraseña nueva
reset-words = Has pedido una contraseña nueva para { $product }. Ya puedes elegirla.
reset-button = Elegir una contraseña nueva
reset-once = El enlace funciona una sola vez.
reset-once-for = El enlace funciona una sola vez, durante { $time }.
reset-not-you = Si no has sido tú, puedes ignorar este correo; en la página que abre el enlace también puedes decírnoslo. Tu contraseña sigue como está.

password-changed-subject = Tu contraseña de { $product } ha cambiado
password-changed-preheader = Si has sido tú, no hay nada que hacer.
password-changed-title = Tu contraseña ha cambiado
password-changed-words = La contraseña de tu cuenta en { $product } ha cambiado. Si has sido tú, todo está bien y no hay nada que hacer.
password-changed-button = No he sido yo
password-changed-not-you = Si no has sido tú, abre el enlace y elige una contraseña nueva cuanto antes. Así también se cierran todas las sesiones.

suspicious-sign-in-subject = Nuevo inicio de sesión en { $product } tras contraseñas incorrectas
suspicious-sign-in-preheader = Si has sido tú, no hay nada que hacer.
suspicious-sign-in-title = Alguien ha iniciado sesión en tu cuenta
suspicious-sign-in-words = Se han probado varias contraseñas incorrectas para tu cuenta en { $product }. Después, alguien ha iniciado sesión con la correcta, en un navegador que no conocíamos. Si has sido tú, todo está bien y no hay nada que hacer.
suspicious-sign-in-button = No he sido yo
suspicious-sign-in-not-you = Si no has sido tú, alguien conoce tu contraseña. Abre el enlace y elige una nueva cuanto antes. Así también se cierran todas las sesiones.

change-email-subject = Confirma tu nueva dirección en { $product }
change-email-preheader = Hasta que la confirmes, se sigue usando tu dirección anterior.
change-email-title = Confirma tu nueva dirección
change-email-words = Has pedido usar desde ahora esta dirección para tu cuenta en { $product }. Para confirmar que es tuya, abre el enlace en un navegador en el que hayas iniciado sesión.
change-email-button = Confirmar esta dirección
change-email-until-then = Hasta que la confirmes, se sigue usando tu dirección anterior.
change-email-not-you = Si no has sido tú, puedes ignorar este correo; en la página que abre el enlace también puedes decírnoslo.

change-email-notice-subject = Tu dirección en { $product } está a punto de cambiar
change-email-notice-preheader = Si has sido tú, aquí no hay nada que hacer. Si no, puedes impedirlo.
change-email-notice-title = Tu dirección está a punto de cambiar
change-email-notice-words = Alguien que conoce tu contraseña ha pedido cambiar la dirección de tu cuenta en { $product }.
change-email-notice-words-to = Alguien que conoce tu contraseña ha pedido cambiar la dirección de tu cuenta en { $product } por { $address }.
change-email-notice-was-you = Si has sido tú, aquí no hay nada que hacer: abre el enlace que enviamos a la nueva dirección.
change-email-notice-button = Impedir el cambio
change-email-notice-lasts = El enlace funciona durante { $time }, también después del cambio.
change-email-notice-not-you = Si no has sido tú, impide el cambio. Tu cuenta conserva esta dirección o la recupera, se cierran todas las sesiones y la contraseña actual deja de servir. Después te enviamos un correo para elegir una nueva.

email-changed-subject = Tu dirección en { $product } ha cambiado
email-changed-preheader = Si has sido tú, no hay nada que hacer. Si no, puedes deshacerlo.
email-changed-title = Tu dirección ha cambiado
email-changed-words = La dirección de tu cuenta en { $product } ha cambiado. Desde ahora enviamos nuestros correos a la nueva.
email-changed-words-to = La dirección de tu cuenta en { $product } ahora es { $address }. Desde ahora enviamos allí nuestros correos.
email-changed-was-you = Si has sido tú, todo está bien y no hay nada que hacer.
email-changed-button = Deshacer el cambio
email-changed-not-you = Si no has sido tú, deshaz el cambio. Tu cuenta recupera esta dirección, se cierran todas las sesiones y la contraseña actual deja de servir. Después te enviamos un correo para elegir una nueva.

account-closed-subject = Tu cuenta en { $product } está cerrada
account-closed-preheader = Si cambias de idea, todavía puedes recuperarla.
account-closed-title = Tu cuenta está cerrada
account-closed-words = Se ha cerrado tu cuenta en { $product } y todas las sesiones. Lo que contiene se guarda un tiempo más, por si cambias de idea; después se elimina para siempre.
account-closed-was-you = Si has sido tú, no hay nada que hacer.
account-closed-button = Conservar mi cuenta
account-closed-lasts = El enlace funciona durante { $time } y una sola vez. Allí eliges una contraseña nueva y tu cuenta vuelve a estar como antes. Después nadie puede recuperarla.
account-closed-ends = El enlace funciona una sola vez. Allí eliges una contraseña nueva y tu cuenta vuelve a estar como antes. Una vez eliminada, nadie puede recuperarla.
account-closed-not-you = Si no has sido tú, alguien conoce tu contraseña. Abre el enlace y elige una nueva: tu cuenta se abre de nuevo y solo tú puedes iniciar sesión.
