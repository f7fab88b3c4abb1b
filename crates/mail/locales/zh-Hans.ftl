# 简体中文，用“您”。

seconds = { $count ->
   *[other] { $count } 秒
}
minutes = { $count ->
   *[other] { $count } 分钟
}
hours = { $count ->
   *[other] { $count } 小时
}
days = { $count ->
   *[other] { $count } 天
}

link-lasts = 链接在 { $time }内有效。
questions = 有疑问？请写信至 { $support }

confirm-subject = 请确认您在 { $product } 的邮箱地址
confirm-preheader = 只差一步，您的账号就可以使用了。
confirm-title = 欢迎使用 { $product }
confirm-words = 只差一步：请确认这个邮箱地址属于您。
confirm-button = 确认我的地址
confirm-proof = 请在您注册时使用的浏览器中打开链接，或准备好您当时设置的密码。
confirm-not-you = 如果这不是您本人的操作，可以忽略此邮件：不使用该链接就不会创建账号。在链接打开的页面上，您也可以告诉我们这不是您本人。

already-registered-subject = 您在 { $product } 已有账号
already-registered-preheader = 无需确认，一切都没有改变，直接登录即可。
already-registered-title = 您已有账号
already-registered-words = 有人（也许是您本人）尝试用这个地址在 { $product } 注册，或请求发送确认邮件。您在这里已有账号，因此无需确认，一切都没有改变。
already-registered-button = 登录
already-registered-forgotten = 如果您忘记了密码，可以在该页面申请设置新密码。
already-registered-not-you = 如果这不是您本人的操作，可以忽略此邮件。您的账号和密码都保持原样。

reset-subject = 请为 { $product } 设置新密码
reset-preheader = 您可以通过此邮件中的链接进行设置。
reset-title = 设置新密码
reset-words = 您申请了 { $product } 的新密码，现在就可以设置。
reset-button = 设置新密码
reset-once = 链接只能使用一次。
reset-once-for = 链接只能使用一次，在 { $time }内有效。
reset-not-you = 如果这不是您本人的操作，可以忽略此邮件；在链接打开的页面上，您也可以告诉我们。您的密码保持不变。

password-changed-subject = 您在 { $product } 的密码已更改
password-changed-preheader = 如果是您本人的操作，则无需做任何事。
password-changed-title = 您的密码已更改
password-changed-words = 您在 { $product } 的账号密码已更改。如果是您本人的操作，一切正常，无需做任何事。
password-changed-button = 这不是我
password-changed-not-you = 如果这不是您本人的操作，请立即打开链接并设置新密码。同时所有设备都会退出登录。

suspicious-sign-in-subject = 多次输错密码后有人登录了 { $product }
suspicious-sign-in-preheader = 如果是您本人的操作，则无需做任何事。
suspicious-sign-in-title = 有人登录了您的账号
suspicious-sign-in-words = 有人为您在 { $product } 的账号多次输入了错误的密码，随后用正确的密码在一个我们不认识的浏览器中登录。如果是您本人的操作，一切正常，无需做任何事。
suspicious-sign-in-button = 这不是我
suspicious-sign-in-not-you = 如果这不是您本人的操作，说明有人知道您的密码。请立即打开链接并设置新密码。同时所有设备都会退出登录。

change-email-subject = 请确认您在 { $product } 的新邮箱地址
change-email-preheader = 在您确认之前，仍使用原来的地址。
change-email-title = 请确认您的新地址
change-email-words = 您申请今后在 { $product } 的账号中使用这个地址。为确认它属于您，请在已登录的浏览器中打开链接。
change-email-button = 确认这个地址
change-email-until-then = 在您确认之前，仍使用原来的地址。
change-email-not-you = 如果这不是您本人的操作，可以忽略此邮件；在链接打开的页面上，您也可以告诉我们。

change-email-notice-subject = 您在 { $product } 的邮箱地址即将更改
change-email-notice-preheader = 如果是您本人的操作，这里无需做任何事；如果不是，您可以阻止。
change-email-notice-title = 您的邮箱地址即将更改
change-email-notice-words = 有知道您密码的人申请更改您在 { $product } 的账号地址。
change-email-notice-words-to = 有知道您密码的人申请将您在 { $product } 的账号地址更改为 { $address }。
change-email-notice-was-you = 如果是您本人的操作，这里无需做任何事：请打开发送到新地址的链接。
change-email-notice-button = 阻止更改
change-email-notice-lasts = 链接在 { $time }内有效，更改之后也可使用。
change-email-notice-not-you = 如果这不是您本人的操作，请阻止更改。您的账号将保留或恢复这个地址，所有设备都会退出登录，当前密码也将失效。随后我们会给您发送邮件，以便设置新密码。

email-changed-subject = 您在 { $product } 的邮箱地址已更改
email-changed-preheader = 如果是您本人的操作，则无需做任何事；如果不是，您可以撤销。
email-changed-title = 您的邮箱地址已更改
email-changed-words = 您在 { $product } 的账号地址已更改。今后我们的邮件将发送到新地址。
email-changed-words-to = 您在 { $product } 的账号地址已更改为 { $address }。今后我们的邮件将发送到该地址。
email-changed-was-you = 如果是您本人的操作，一切正常，无需做任何事。
email-changed-button = 撤销更改
email-changed-not-you = 如果这不是您本人的操作，请撤销更改。您的账号将恢复这个地址，所有设备都会退出登录，当前密码也将失效。随后我们会给您发送邮件，以便设置新密码。

account-closed-subject = 您在 { $product } 的账号已注销
account-closed-preheader = 如果您改变主意，仍可恢复账号。
account-closed-title = 您的账号已注销
account-closed-words = 您在 { $product } 的账号已注销，所有设备都已退出登录。账号中的内容会再保留一段时间，以防您改变主意；之后将被永久删除。
account-closed-was-you = 如果是您本人的操作，则无需做任何事。
account-closed-button = 保留我的账号
account-closed-lasts = 链接只能使用一次，在 { $time }内有效。您在那里设置新密码后，账号即恢复原样。过期后任何人都无法恢复。
account-closed-ends = 链接只能使用一次。您在那里设置新密码后，账号即恢复原样。账号删除后，任何人都无法恢复。
account-closed-not-you = 如果这不是您本人的操作，说明有人知道您的密码。请打开链接并设置新密码：您的账号将重新启用，只有您能登录。
