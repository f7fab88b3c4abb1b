# 简体中文，用“您”。

### Every page

please-check-title = 请检查：{ $page }
sign-in = 登录
sign-up = 注册
sign-out = 退出登录
your-account = 您的账号
go-to-account = 前往您的账号
go-to-sign-in = 前往登录
email-address = 邮箱地址
password = 密码
new-password = 新密码
your-password = 您的密码
language = 语言
language-change = 更改
cookies = 仅使用必要的 Cookie，不做跟踪。
cookies-vendor = 我们仅使用必要的 Cookie。为了防止自动程序，{ $vendor } 会查看本页的访问情况。
password-hint = 至少 { $count } 个字符。把几个词连在一起就是好办法。
errors-heading = 请检查以下内容，然后重试。
not-me = 这不是我

captcha-busy = 请稍候：您的浏览器正在向我们证明您不是自动程序……
captcha-failed = 没有成功。请检查网络连接，然后再按一次按钮。
captcha-no-script = 为了防止自动程序，此表单需要使用 JavaScript。请为本页开启它。
captcha-no-script-now = 为了防止自动程序，此表单目前需要使用 JavaScript。请为本页开启它，或在 { $time }后再来，届时就不需要了。

### What is wrong with a field

field-email-missing = 请输入您的邮箱地址。
field-email-form = 请输入邮箱地址，例如 name@example.org。
field-password-missing = 请输入密码。
field-password-long = 请不要超过 { $count } 个字符。
field-locale = 请填写语言代码，例如 en 或 pt-BR。
field-next = 无法前往这个位置。
field-same-address = 这已经是您现在的地址。
field-captcha = 操作尚未进行：我们需要确认您不是自动程序。请再提交一次。

password-too-short = 请至少使用 { $count } 个字符。把几个词连在一起，会很好记。
password-context = 这个密码与您的地址或本网站的名称太接近：其中用到了“{ $word }”。请换一个只有您才想得到的密码。
password-listed = 这是盗号者最先会尝试的密码之一。请选几个互不相关的词。
password-common = 其中用到了“{ $word }”，这是盗号者最先会尝试的词之一。请选几个互不相关的词。
password-breached = 这个密码曾在其他网站的数据泄露中出现过，盗号者已经知道它。请换一个您在别处没有用过的密码。
password-predictable = 这个密码有重复，或带有盗号者最先会尝试的规律。请选几个互不相关的词。

### Errors

error-number = 错误 { $status }
error-forgotten = 忘记密码了？{ $open }设置新密码{ $close }
error-request = 如果您就此事写信给我们，请附上这个编号：{ $number }

problem-credentials-invalid-title = 未能登录
problem-credentials-invalid = 邮箱地址或密码不正确。如果您刚刚注册，请先确认您的地址：链接就在我们发给您的邮件里。
problem-wrong-password-title = 密码不正确
problem-wrong-password = 您输入的密码不正确。
problem-proof-required-title = 需要密码
problem-proof-required = 如果不是在注册时使用的浏览器中打开，还需要输入当时设置的密码。
problem-unauthenticated-title = 尚未登录
problem-unauthenticated = 请先登录。
problem-unconfirmed-title = 尚未确认
problem-unconfirmed = 请先确认您的地址：链接就在我们发给您的邮件里。
problem-cross-origin-title = 未能受理
problem-cross-origin = 这个请求来自其他网站，因此没有进行任何操作。
problem-captcha-required-title = 还差一步
problem-captcha-required = 操作尚未进行：请先完成人机验证，让我们知道您不是自动程序，然后再提交一次。
problem-untrusted-title = 来源不可信
problem-untrusted = 这条消息不是来自它应有的来源。
problem-malformed-title = 未能识别
problem-malformed = 我们无法读取提交的内容。
problem-token-invalid-title = 这不是我们的链接
problem-token-invalid = 链接不完整，或者不是由我们生成的。
problem-token-expired-title = 链接已过期
problem-token-expired = 链接时间太久了，或者已被更新的链接取代。
problem-token-used-title = 链接已使用过
problem-token-used = 这个链接之前已经用过了。
problem-not-found-title = 未找到
problem-not-found = 这里没有内容。
problem-too-large-title = 内容太大
problem-too-large = 提交的内容超过了 64 KiB。
problem-unsupported-media-type-title = 不支持这种格式
problem-unsupported-media-type = 请以 application/json 格式提交内容。
problem-method-not-allowed-title = 不支持这种方式
problem-method-not-allowed = 这个网址不支持这种请求方式。
problem-timed-out-title = 等待时间过长
problem-timed-out = 提交的内容没有及时送达。
problem-rate-limited-title = 尝试次数过多
problem-rate-limited = 没有进行任何操作。请稍后再试。
problem-rate-limited-wait = 没有进行任何操作。请在 { $time }后再试。
problem-rate-limited-stopped = 没有进行任何操作。由于密码多次输错，暂不再接受尝试：请通过邮件设置新密码，或使用您以前登录过的浏览器。
problem-overloaded-title = 系统繁忙
problem-overloaded = 现在访问的人太多。没有进行任何操作，请稍后再试。
problem-overloaded-in-doubt = 我们没有收到处理结果。您的操作可能已经完成，也可能没有：请稍后再看一下。
problem-internal-title = 出了点问题
problem-internal = 这不是您的问题，什么都没有改变。请稍后再试。
problem-validation-title = 请检查
problem-validation = 有几项内容需要您再看一下。

### Sign up

sign-up-email-hint = 我们会向这个地址发送一封邮件，以确认它属于您。
sign-up-been-here = 已有账号？{ $open }登录{ $close }

check-mail-title = 请查收邮件
check-mail-sending = 我们正在向 { $address } 发送邮件。请打开邮件中的链接继续。
check-mail-sending-unknown = 我们正在向您填写的地址发送邮件。请打开邮件中的链接继续。
check-mail-browser = 在当前浏览器中打开最方便。如果换用其他设备，请准备好您刚才设置的密码。
check-mail-none = 还没收到邮件？
check-mail-patience = 请等一两分钟，再看看垃圾邮件文件夹。
check-mail-again = 重新发送邮件
check-mail-wrong = 地址填错了？{ $open }换个地址注册{ $close }
check-mail-sent = 如果这个地址有待确认的注册，新邮件已在路上，可能需要一分钟才能收到。

unconfirmed-title = 请先确认您的地址
unconfirmed-heading = 只差一步
unconfirmed-words = { $address } 尚未确认。打开我们发给您的邮件中的链接，就可以开始使用了。
unconfirmed-words-unknown = 您的地址尚未确认。打开我们发给您的邮件中的链接，就可以开始使用了。
unconfirmed-none = 没收到邮件？
unconfirmed-patience = 请看看垃圾邮件文件夹，或让我们重新发送。
unconfirmed-other = 有其他账号？请先在这里{ $button }，再用那个账号登录。

undeliverable-title = 邮件未能送达
undeliverable-heading = 我们的邮件未能送达
undeliverable-words = 我们的邮件无法送达 { $address }。
undeliverable-mistake = 请看看地址有没有打错。如果有，请用正确的地址注册，很快就好。
undeliverable-correct = 更正地址
undeliverable-right = 地址没有错？
undeliverable-right-words = 那么可能是邮箱已满，或者拒收我们的邮件。请联系本服务的运营方再试一次，或换个地址注册。

resend-title = 重新发送邮件
resend-words = 您注册时用的是哪个地址？
resend-button = 重新发送
resend-not-yet = 还没注册？{ $open }注册{ $close }

### Confirm

confirm-title-page = 确认您的地址
confirm-other-browser = 这不是您注册时使用的浏览器。为证明是您本人，请输入当时设置的密码。
confirm-press = 按下按钮，您的账号就可以使用了。
confirm-password = 您注册时设置的密码
confirm-button-page = 确认我的地址
confirm-not-me = 不是您注册的？那可能是有人误填了您的地址。
confirm-long = 这比这里能用的任何密码都长。
confirm-proof-needed = 请输入您注册时设置的密码。
confirm-wrong = 这不是这次注册时设置的密码。如果您注册过不止一次，请使用最新的那封邮件。

### Links

link-dismissed-title = 感谢您告诉我们
link-dismissed-confirm = 我们已取消这次注册。
link-dismissed-reset = 我们已取消这个链接。您的密码保持不变。
link-dismissed-change-email = 我们已取消这次更改。
link-dismissed-close = 无需再做任何事。您可以关闭本页并删除邮件。
link-expired-title = 这个链接已过期
link-expired-words = 为了您的安全，我们邮件中的链接只在一段时间内有效。获取新链接很快。
link-invalid-title = 这个链接无法使用
link-invalid-words = 链接可能不完整。请从邮件中重新打开，或将整个链接复制到地址栏。
link-invalid-next = 如果还是不行，请获取新链接：
link-offer-button = 发送新邮件
link-offer-email = 您注册时使用的邮箱地址
link-offer-confirmed = 已经确认过？{ $open }登录{ $close }
link-offer-remembered = 想起密码了？{ $open }登录{ $close }
link-offer-account = 您可以从您的账号中重新开始。
link-used-confirm = 地址已确认
link-used-reset = 密码已更改
link-used-change-email = 地址已更改
link-used-words = 一切正常：这个链接已经用过，无需再做任何事。
link-used-not-you = 不是您本人更改的？{ $open }设置新密码{ $close }

### Sign in and out

sign-in-forgotten = 忘记密码了？
sign-in-new-here = 还没有账号？{ $open }注册{ $close }
sign-in-signed-out = 您已退出登录。
sign-in-closed = 您的账号已删除，所有设备都已退出登录。
sign-in-reset = 您的密码已更改。请用新密码登录。
sign-out-words = 您将在这个浏览器中退出登录。

### Forgotten password

forgot-title = 忘记密码了？
forgot-words = 没关系。请告诉我们您的邮箱地址，我们会给您发送链接，以便设置新密码。
forgot-button = 给我发送链接
forgot-remembered = 想起密码了？{ $open }登录{ $close }
forgot-sent-words = 如果 { $address } 已注册账号，邮件已在路上。邮件中的链接在 { $time }内有效。
forgot-sent-none = 还没收到邮件？
forgot-sent-patience = 请等一两分钟，再看看垃圾邮件文件夹。也许您注册时用的是其他地址？
forgot-sent-again = 再试一次
forgot-sent-back = 返回登录

reset-title-page = 设置新密码
reset-for = 为 { $address } 设置。保存后所有设备都会退出登录，然后请用新密码登录。
reset-save = 保存新密码
reset-not-me = 不是您本人申请的？您的密码保持不变。

### Change of address

change-email-title-page = 更改您的地址
change-email-ask = 今后您将使用 { $address } 登录。您的其他设备会退出登录。
change-email-use = 使用这个地址
change-email-sign-in = 要将 { $address } 设为您的地址，请用当前地址登录申请更改的那个账号。
change-email-other-account = 您登录的是另一个账号。要将 { $address } 设为您的地址，请用当前地址登录申请更改的那个账号。
change-email-not-me = 不是您本人申请的？那可能是有人误填了您的地址。
change-email-stop-title = 阻止更改
change-email-stop-words = 有人申请将您账号的地址从 { $address } 改为其他地址。如果这不是您本人的操作，请在这里阻止。
change-email-undo-title = 恢复您的地址
change-email-undo-words = 您账号的地址已从 { $address } 改为其他地址。如果这不是您本人的操作，请在这里恢复。
change-email-undo-button = 恢复我的地址
change-email-undo-safe = 为了您的安全，所有设备都会退出登录，我们会给您发送邮件，以便设置新密码。
change-email-undo-was-you = 是您本人的操作？那就无需做任何事，关闭本页即可。
change-email-undone-title = 您的账号是安全的
change-email-undone-words = 账号的地址是 { $address }，所有设备都已退出登录。
change-email-undone-next = 接下来请查收邮件：我们正在给您发送设置新密码的链接。做出更改的人可能知道您的当前密码。

### Account

account-since = 注册于 { $time }
account-confirmed = 您的地址已确认。欢迎您。
account-email-changed = 您的新地址已生效，其他设备都已退出登录。
account-password-changed = 您的密码已更改，其他设备都已退出登录。
account-check-new-mail = 请打开发送到新地址的邮件中的链接。在此之前，一切都不会改变。
account-session-ended = 该设备已退出登录。
account-sessions-ended = 其他设备都已退出登录。
account-email-new = 新邮箱地址
account-email-change = 更改地址
account-password-words = 您的其他设备会退出登录。
account-password-present = 当前密码
account-password-change = 更改密码
account-sessions-title = 已登录的设备
account-sessions-unknown = 未知设备
account-sessions-this = 当前设备
account-sessions-end-others = 在其他设备上退出登录
account-data-title = 您的数据
account-data-words = 我们保存的有关您的全部信息，汇总为一个 JSON 文件。
account-data-download = 下载我的数据
account-delete-title = 不再使用
account-delete-open = 删除我的账号
account-delete-words = 您的账号及其所有内容将被永久删除，任何人都无法恢复。
account-delete-button = 永久删除我的账号
