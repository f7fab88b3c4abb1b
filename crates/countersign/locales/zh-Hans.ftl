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
password-show = 显示密码
password-hint = 至少 { $count } 个字符。把几个词连在一起就是好办法。
errors-heading = 请检查以下内容，然后重试。
not-me = 这不是我
# $address is an address, or a button with one in it.
did-you-mean = 您要填的是 { $address } 吗？
did-you-mean-yes = 是的，更正地址

### How good a new password looks while it is typed

strength-short = 还有点短，至少需要 { $count } 个字符。
strength-own = 较弱：其中用到了您的地址或本网站的名称。
strength-pattern = 较弱：有重复，或带有最先会被尝试的规律。
strength-fair = 一般：再加一个与其他词无关的词会更好。
strength-good = 不错：再加一个词会更强。
strength-strong = 很强：够长，也够多样。

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
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = 打开 { $place }
check-mail-pause = 一分钟后可以再次发送。
check-mail-again-in = 重新发送邮件（{ $seconds } 秒后）
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
confirm-why = 为什么需要密码？
confirm-why-words = 任何人都可能填写您的地址，光有链接还不够。密码能证明注册的是您本人。
confirm-without = 也可以不用密码：在您注册时使用的浏览器中打开链接，按一下按钮就好。
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
sign-in-confirmed = 您的地址已确认。请登录后继续。
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

### Mailbox

mailbox = 收件箱
mailbox-words = 供开发使用：邮件不会发出，而是留在这里。也可以查看 { $open }JSON{ $close }。
mailbox-news = 有新邮件。
mailbox-empty = 还没有邮件。用任意地址{ $open }注册{ $close }，第一封邮件就会出现在这里。
mailbox-nothing-for = 没有发给 { $to } 的邮件。
mailbox-to = 收件人
mailbox-search = 搜索
mailbox-all = 所有邮件
mailbox-check = 查看新邮件
mailbox-newer = 较新的
mailbox-older = 较早的
mailbox-clear = 清空收件箱
mailbox-samples-language = 各类邮件示例的语言
mailbox-samples = 把示例发送到这里
mailbox-mail-to = 收件人
mailbox-mail-from = 发件人
mailbox-mail-date = 日期
mailbox-mail-kind = 类型
mailbox-open-link = 打开邮件中的链接
mailbox-html = 邮件的 HTML 版本
mailbox-show = 显示内容
mailbox-show-all = 全部
mailbox-show-text = 纯文本
mailbox-show-source = 源代码
mailbox-width = HTML 的宽度
mailbox-width-phone = 手机
mailbox-width-wide = 宽屏
mailbox-scheme = HTML 的配色
mailbox-scheme-light = 浅色
mailbox-scheme-dark = 深色

### Closing an account and taking it back

sign-in-closed-until = 您的账号已注销，所有设备都已退出登录。如果您改变主意，请在 { $time } 之前打开我们邮件中的链接。
sign-in-kept = 您的账号已恢复。请用新密码登录。
keep-title = 保留您的账号
keep-words = 设置新密码后，{ $address } 的账号即恢复原样。旧密码将失效，今后请用新密码登录。
keep-button = 保留我的账号
keep-until = 如果不恢复，账号将在 { $time } 之后被永久删除。

### The account page: what is new

account-parts = 本页内容
account-change-cancelled = 更改已取消。您的地址保持不变。
account-language-changed = 您的语言已保存。
account-pending-title = { $address } 等待您确认
account-pending-words = 您于 { $time } 申请将账号改用这个地址。请打开我们发送到该地址的邮件中的链接，链接在 { $span }内有效。如果没收到邮件，请看看垃圾邮件文件夹，或检查地址有没有打错。
account-pending-cancel = 取消这次更改
account-email-how = 填写新地址后，我们会向新地址发送链接，在您打开之前，一切都不会改变。
account-email-then = 打开后请用新地址登录，您的其他设备会退出登录。我们也会通知原来的地址，在 { $time }内可以从那里全部恢复。
account-password-since = 设置于 { $time }。
account-sessions-short = 设备
account-sessions-words = 如果有您不认识的设备，请让它退出登录，并更改您的密码。
account-sessions-end-one = 让 { $device } 退出登录。{ $seen }
account-sessions-device = { $system } 上的 { $program }
account-sessions-now = 刚刚使用过
account-sessions-minutes = { $count ->
   *[other] { $count } 分钟前使用过
}
account-sessions-hours = { $count ->
   *[other] { $count } 小时前使用过
}
account-sessions-days = { $count ->
   *[other] { $count } 天前使用过
}
account-sessions-from = 于 { $time } 从 { $client } 登录
account-language-label = 页面和邮件的语言
account-language-words = 在您登录的所有浏览器中生效。
account-language-browser = 跟随浏览器设置
account-language-save = 保存语言
account-data-password = 任何拿到您设备的人都能按下这个按钮。输入密码，可以证明是您本人。
account-close-what = 删除账号后：
account-close-now = 所有设备会立即退出登录，任何人都无法再登录这个账号。
account-close-kept = 在 { $time }内（{ $until } 之前），您可以改变主意：我们会向 { $address } 发送邮件，打开其中的链接即可恢复账号。
account-close-then = 此后，您的账号及其所有内容将被永久删除，任何人都无法恢复。

### Admin

admin = 管理
admin-overview = 概览
admin-accounts = 用户
admin-mails = 邮件
admin-addresses = 停发邮件的地址
admin-audit = 审计日志
admin-search = 搜索
admin-pages = 翻页
admin-pages-first = 回到开头
admin-pages-more = 下一页
admin-none = 没有找到相关内容。
admin-none-yet = 目前还没有找到相关内容。下一页会查找更早的记录。
admin-no-address = 请输入完整的邮箱地址或 ID。
admin-yes = 是
admin-no = 否
admin-by = 操作者：

admin-overview-words = 最近三十天，按 UTC 日期统计。
admin-overview-cut = 数据量太大，只统计了最新的部分：最初几天的数据不完整。
admin-overview-times = 响应时间取自当前进程启动以来的数据，最多为最近 24 小时：每一百个请求中，有九十九个不超过这个时间。
admin-plot-sign-ups-title = 注册数与确认数
admin-plot-sign-ups = 注册
admin-plot-confirmed = 确认
admin-plot-share-title = 当日每一百次注册中的确认数
admin-plot-share = 比例
admin-plot-mails-title = 邮件的发送结果
admin-plot-failures-title = 发送失败的邮件
admin-plot-p99-title = 响应时间（第 99 百分位）
admin-plot-p99 = 响应时间
admin-plot-below = 所有数据都在图下方的表格中。
admin-plot-table = 以表格显示
admin-plot-when = 时间
admin-plot-nothing = 暂无数据。

admin-accounts-search = 地址或 ID
admin-accounts-hint = 输入地址开头的部分，马上就能找到。如果没有以此开头的地址，则在地址中间查找。
admin-accounts-which = 显示
admin-accounts-all = 全部
admin-accounts-confirmed = 账号
admin-accounts-waiting = 待确认的注册
admin-accounts-disabled = 已停用的账号
admin-accounts-within = 以下地址中含有搜索内容，从新到旧排列。
admin-accounts-wider = 也在地址中间查找
admin-column-state = 状态
admin-column-confirmed = 已确认
admin-column-mail = 最近的邮件
admin-column-signed-in = 最近登录
admin-column-since = 注册时间
admin-state-active = 正常
admin-state-admin = 管理员
admin-state-disabled = 已停用
admin-state-waiting = 未确认
admin-state-closed = 已由本人注销
admin-state-closed-until = 已由本人注销，保留至 { $time }

admin-fact-id = ID
admin-fact-sessions = 会话数
admin-fact-password = 密码设置时间
admin-fact-password-none = 尚未设置
admin-fact-until = 等待确认至
admin-fact-rivals = 该地址的其他注册
admin-fact-marked = 邮件停发时间
admin-account-audit = 在审计日志中查看该账号的操作，以及对它的操作
admin-account-mails = 查看该账号的邮件
admin-acts = 可用操作
admin-send-reset = 发送设置密码的链接
admin-send-reset-words = 账号所有者会收到常规邮件。在其使用链接之前，一切都不会改变。您不会看到这个链接。
admin-end-sessions = 在所有设备上退出登录
admin-end-sessions-words = 所有设备会立即退出登录。密码保持不变。
admin-disable = 停用账号
admin-disable-words = 任何人都无法再登录，所有设备会退出登录，已通过邮件发送的链接也会失效。您可以重新启用。
admin-enable = 启用账号
admin-enable-words = 账号所有者可以用之前的密码重新登录。
admin-delete = 删除账号
admin-delete-words = 该账号及其所有内容将被永久删除，任何人都无法恢复。
admin-account-yourself = 这是您自己的账号。为了始终保留至少一位管理员，您不能在这里停用或删除它。请联系其他管理员，或使用命令行。
admin-account-no-reset = 已停用的账号不会收到此类邮件。请先启用。
admin-account-disabled = 账号已停用，所有设备都已退出登录。
admin-account-enabled = 账号已启用。
admin-account-sessions-ended = 所有设备都已退出登录。
admin-account-reset-sent = 邮件已加入队列。
admin-account-deleted = 账号已删除。

admin-sign-up-account = 这个地址已有{ $open }账号{ $close }。这次注册不会再创建另一个账号。
admin-resend = 重新发送确认邮件
admin-resend-words = 向该地址再发送一次常规确认邮件。
admin-remove = 移除这次注册
admin-remove-words = 这次注册的链接会失效。注册的人可以重新注册。
admin-sign-up-resent = 邮件已加入队列。
admin-sign-up-removed = 注册已移除。

admin-story = 经过
admin-story-cut = 这里只显示最新的部分。
admin-story-sign-up = 注册
admin-story-confirmed = 注册已确认
admin-story-mail = 邮件
admin-story-session = 已登录（目前仍在登录）
admin-story-change = 申请更改地址
admin-story-changed = 地址已更改
admin-story-change-undone = 更改已阻止或撤销
admin-story-line = 审计

admin-mail-queued = 排队中
admin-mail-sent = 已发送
admin-mail-failed = 发送失败
admin-mail-obsolete = 不再需要
admin-mail-skipped = 不予发送
admin-mails-all = 全部
admin-mails-search = 地址
admin-mails-asked = 提交于 { $time }
admin-mails-finished = 结束于 { $time }
admin-mails-next = 下次尝试 { $time }
admin-mails-tries = { $count ->
   *[other] 已尝试 { $count } 次
  }
admin-mails-retry = 重试
admin-mails-retry-one = 重试：发给 { $address } 的邮件
admin-mails-retry-all = 重试所有失败的邮件
admin-mails-queued = 已加入队列，即将发送。
admin-mails-busy = 这封邮件正在发送，或已经处理完毕。

admin-addresses-words = 这些地址被邮件服务器永久拒收，或其所有者进行了投诉。在您解除之前，不会再向它们发送邮件。
admin-addresses-release = 解除
admin-addresses-release-one = 解除 { $address }
admin-addresses-release-all = 解除所有无法送达的地址
admin-addresses-released = 已解除，将恢复发送邮件。
admin-addresses-free = 这个地址没有被停发邮件。
admin-addresses-more = 还有更多，这里未全部显示。
admin-mark-undeliverable = 无法送达
admin-mark-complained = 已投诉

admin-audit-search = 地址或账号 ID
admin-audit-event = 事件
admin-audit-all = 全部
admin-audit-account = 账号
