# 日本語（です・ます）。

### Every page

please-check-title = ご確認ください：{ $page }
sign-in = サインイン
sign-up = 新規登録
sign-out = サインアウト
your-account = アカウント
go-to-account = アカウントページへ
go-to-sign-in = サインインページへ
email-address = メールアドレス
password = パスワード
new-password = 新しいパスワード
your-password = パスワード
language = 言語
language-change = 変更する
cookies = 必要な Cookie だけを使っています。追跡はしていません。
cookies-vendor = 当サイトの Cookie は必要なものだけです。自動プログラムを防ぐため、{ $vendor } がこのページへのアクセスを確認しています。
password-show = パスワードを表示する
password-hint = { $count }文字以上。いくつかの言葉をつなげるのがおすすめです。
errors-heading = 次の点をご確認のうえ、もう一度お試しください。
not-me = 自分ではありません
# $address is an address, or a button with one in it.
did-you-mean = もしかして { $address } ですか？
did-you-mean-yes = はい、アドレスを直す

### How good a new password looks while it is typed

strength-short = まだ短めです。{ $count }文字以上にしてください。
strength-own = 弱い：アドレスやこのサイトの名前が元になっています。
strength-pattern = 弱い：同じものの繰り返しか、真っ先に試される並びになっています。
strength-fair = まずまず：ほかと関係のない言葉をもう1つ加えると、さらによくなります。
strength-good = 良い：言葉をもう1つ加えると、さらに強くなります。
strength-strong = 強い：長さも変化も十分です。

captcha-busy = 少々お待ちください。自動プログラムではないことを、お使いのブラウザーで確認しています…
captcha-failed = うまくいきませんでした。接続を確かめて、もう一度ボタンを押してください。
captcha-no-script = 自動プログラムを防ぐため、このフォームには JavaScript が必要です。このページで JavaScript を有効にしてください。
captcha-no-script-now = 自動プログラムを防ぐため、このフォームには今だけ JavaScript が必要です。このページで JavaScript を有効にするか、{ $time }後にもう一度お越しください。そのときは、なくても使えます。

### What is wrong with a field

field-email-missing = メールアドレスを入力してください。
field-email-form = name@example.org のような形で、メールアドレスを入力してください。
field-password-missing = パスワードを入力してください。
field-password-long = { $count }文字以内で入力してください。
field-locale = en や pt-BR のような言語コードを入力してください。
field-next = ここへは移動できません。
field-same-address = すでにお使いのアドレスです。
field-captcha = まだ何も行われていません。自動プログラムではないことを確認するため、もう一度送信してください。

password-too-short = { $count }文字以上にしてください。いくつかの言葉をつなげると覚えやすくなります。
password-context = アドレスやこのサイトの名前に似すぎています（「{ $word }」が元になっています）。ご自分にしか思いつかないものを選んでください。
password-listed = 悪用しようとする人が真っ先に試すパスワードのひとつです。互いに関係のない言葉をいくつか選んでください。
password-common = 「{ $word }」が元になっています。悪用しようとする人が真っ先に試す言葉のひとつです。互いに関係のない言葉をいくつか選んでください。
password-breached = このパスワードは、ほかのサービスから流出したことがあり、悪用しようとする人に知られています。ほかでは使っていないものを選んでください。
password-predictable = 同じものの繰り返しか、悪用しようとする人が真っ先に試す並びになっています。互いに関係のない言葉をいくつか選んでください。

### Errors

error-number = エラー { $status }
error-forgotten = パスワードをお忘れですか？ { $open }新しいパスワードを設定する{ $close }
error-request = この件でお問い合わせの際は、この番号をお知らせください：{ $number }

problem-credentials-invalid-title = サインインできませんでした
problem-credentials-invalid = メールアドレスかパスワードが違います。登録したばかりの場合は、先にアドレスを確認してください。リンクはメールでお送りしています。
problem-wrong-password-title = パスワードが違います
problem-wrong-password = 入力されたパスワードが、設定されているものと違います。
problem-proof-required-title = パスワードが必要です
problem-proof-required = 登録に使ったブラウザー以外では、登録時に選んだパスワードも必要です。
problem-unauthenticated-title = サインインしていません
problem-unauthenticated = 先にサインインしてください。
problem-unconfirmed-title = アドレスがまだ確認されていません
problem-unconfirmed = 先にアドレスを確認してください。リンクはメールでお送りしています。
problem-cross-origin-title = 受け付けられませんでした
problem-cross-origin = 別のサイトから送られてきたため、何も行われていません。
problem-captcha-required-title = もう一歩です
problem-captcha-required = まだ何も行われていません。自動プログラムではないことの確認を済ませてから、もう一度送信してください。
problem-untrusted-title = 信頼できる送信元ではありません
problem-untrusted = メッセージが、本来の送信元から届いたものではありません。
problem-malformed-title = 内容がわかりませんでした
problem-malformed = 送信された内容を読み取れませんでした。
problem-token-invalid-title = こちらのリンクではありません
problem-token-invalid = リンクが途中で切れているか、こちらで作られたものではありません。
problem-token-expired-title = リンクの有効期間が過ぎています
problem-token-expired = リンクが古くなっているか、より新しいものに替わっています。
problem-token-used-title = リンクはすでに使われています
problem-token-used = このリンクでの手続きは、すでに済んでいます。
problem-not-found-title = ページが見つかりません
problem-not-found = ここには何もありません。
problem-too-large-title = サイズが大きすぎます
problem-too-large = 送信された内容が 64 KiB を超えています。
problem-unsupported-media-type-title = この形式には対応していません
problem-unsupported-media-type = ここには application/json の形式で送信してください。
problem-method-not-allowed-title = この方法は使えません
problem-method-not-allowed = この URL では、その方法は使えません。
problem-timed-out-title = 時間がかかりすぎました
problem-timed-out = 送信された内容が、時間内に届きませんでした。
problem-rate-limited-title = 試せる回数を超えました
problem-rate-limited = 何も行われていません。しばらくしてから、もう一度お試しください。
problem-rate-limited-wait = 何も行われていません。{ $time }後に、もう一度お試しください。
problem-rate-limited-stopped = 何も行われていません。パスワードの間違いが続いたため、これ以上は受け付けていません。メールで新しいパスワードを設定するか、以前にサインインしたことのあるブラウザーをお使いください。
problem-overloaded-title = 混み合っています
problem-overloaded = ただいま混み合っています。何も行われていませんので、少し待ってから、もう一度お試しください。
problem-overloaded-in-doubt = 結果を受け取れませんでした。お申し込みの内容は、完了しているかもしれず、していないかもしれません。少し待ってから、もう一度ご確認ください。
problem-internal-title = 問題が発生しました
problem-internal = こちら側の問題です。何も変わっていません。少し待ってから、もう一度お試しください。
problem-validation-title = ご確認ください
problem-validation = もう一度ご確認いただきたい項目があります。

### Sign up

sign-up-email-hint = ご本人のものであることを確認するため、このアドレスにメールをお送りします。
sign-up-been-here = 登録がお済みの方は{ $open }サインイン{ $close }

check-mail-title = メールをご確認ください
check-mail-sending = { $address } にメールをお送りしています。続けるには、メールのリンクを開いてください。
check-mail-sending-unknown = 入力されたアドレスにメールをお送りしています。続けるには、メールのリンクを開いてください。
check-mail-browser = このブラウザーで開くのがいちばん簡単です。別の端末で開く場合は、先ほど選んだパスワードが必要です。
check-mail-none = メールが届きませんか？
check-mail-patience = 1～2分ほどお待ちください。それでも届かないときは、迷惑メールフォルダーをご確認ください。
check-mail-again = メールを再送する
check-mail-wrong = アドレスが違いますか？ { $open }別のアドレスで登録する{ $close }
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = { $place } を開く
check-mail-pause = 1分ほどたつと、もう一度送信できます。
check-mail-again-in = メールを再送する（あと{ $seconds }秒）
check-mail-sent = このアドレスに確認待ちの登録がある場合は、新しいメールをお送りしています。届くまで1分ほどかかることがあります。

unconfirmed-title = 先にアドレスの確認をお願いします
unconfirmed-heading = あと一歩です
unconfirmed-words = { $address } の確認がまだ済んでいません。お送りしたメールのリンクを開けば、すぐにご利用いただけます。
unconfirmed-words-unknown = アドレスの確認がまだ済んでいません。お送りしたメールのリンクを開けば、すぐにご利用いただけます。
unconfirmed-none = メールが届きませんか？
unconfirmed-patience = 迷惑メールフォルダーをご確認いただくか、メールを再送してください。
unconfirmed-other = 別のアカウントをお持ちですか？ まずここで{ $button }して、そのアカウントでサインインしてください。

undeliverable-title = メールをお届けできませんでした
undeliverable-heading = メールをお届けできませんでした
undeliverable-words = { $address } にメールが届きません。
undeliverable-mistake = 入力に間違いがないかご確認ください。間違いがあれば、正しいアドレスで登録してください。すぐに済みます。
undeliverable-correct = アドレスを直す
undeliverable-right = アドレスは正しいですか？
undeliverable-right-words = その場合は、受信箱がいっぱいか、こちらからのメールを受け取れない状態かもしれません。このサービスの運営者に再送を依頼するか、別のアドレスで登録してください。

resend-title = メールを再送する
resend-words = どのアドレスで登録しましたか？
resend-button = 再送する
resend-not-yet = 登録がまだの方は{ $open }新規登録{ $close }

### Confirm

confirm-title-page = アドレスの確認
confirm-other-browser = 登録に使ったものとは別のブラウザーです。ご本人であることを確認するため、登録時に選んだパスワードを入力してください。
confirm-press = ボタンを押すと、アカウントの準備が整います。
confirm-password = 登録時に選んだパスワード
confirm-button-page = アドレスを確認する
confirm-why = なぜパスワードが必要なのですか？
confirm-why-words = アドレスは誰でも入力できるため、リンクだけではご本人かどうかがわかりません。パスワードがあれば、登録したのがご本人だとわかります。
confirm-without = パスワードなしでも確認できます。登録に使ったブラウザーでリンクを開けば、ボタンを一度押すだけです。
confirm-not-me = 登録した覚えがありませんか？ どなたかが、間違ってあなたのアドレスを入力したのかもしれません。
confirm-long = ここで使えるパスワードの長さを超えています。
confirm-proof-needed = 登録時に選んだパスワードを入力してください。
confirm-wrong = この登録で選んだパスワードと違います。何度か登録した場合は、いちばん新しいメールをお使いください。

### Links

link-dismissed-title = お知らせいただき、ありがとうございます
link-dismissed-confirm = その登録を取り消しました。
link-dismissed-reset = そのリンクを使えないようにしました。パスワードは今のままです。
link-dismissed-change-email = その変更を取り消しました。
link-dismissed-close = ほかにすることはありません。このページを閉じて、メールを削除してかまいません。
link-expired-title = リンクの有効期間が過ぎています
link-expired-words = 安全のため、メールのリンクはしばらくすると使えなくなります。新しいリンクはすぐに受け取れます。
link-invalid-title = このリンクは使えません
link-invalid-words = リンクが途中で切れているかもしれません。メールからもう一度開くか、リンク全体をアドレスバーに貼り付けてください。
link-invalid-next = それでも開けないときは、新しいリンクを受け取ってください。
link-offer-button = 新しいメールを送信する
link-offer-email = 登録に使ったメールアドレス
link-offer-confirmed = 確認がお済みの方は{ $open }サインイン{ $close }
link-offer-remembered = パスワードを思い出した方は{ $open }サインイン{ $close }
link-offer-account = アカウントページから、もう一度お手続きいただけます。
link-used-confirm = アドレスは確認済みです
link-used-reset = パスワードは変更済みです
link-used-change-email = アドレスは変更済みです
link-used-words = 問題ありません。このリンクでの手続きは済んでいますので、何もする必要はありません。
link-used-not-you = 変更した覚えがありませんか？ { $open }新しいパスワードを設定する{ $close }

### Sign in and out

sign-in-forgotten = パスワードをお忘れですか？
sign-in-new-here = はじめての方は{ $open }新規登録{ $close }
sign-in-signed-out = サインアウトしました。
sign-in-closed = アカウントを削除し、すべての端末からサインアウトしました。
sign-in-reset = パスワードを変更しました。新しいパスワードでサインインしてください。
sign-in-confirmed = アドレスが確認されました。続けるには、サインインしてください。
sign-out-words = このブラウザーからサインアウトします。

### Forgotten password

forgot-title = パスワードをお忘れですか？
forgot-words = ご心配はいりません。メールアドレスを入力してください。新しいパスワードを設定するためのリンクをお送りします。
forgot-button = リンクを送信する
forgot-remembered = パスワードを思い出した方は{ $open }サインイン{ $close }
forgot-sent-words = { $address } のアカウントがある場合は、メールをお送りしています。リンクの有効期間は{ $time }です。
forgot-sent-none = メールが届きませんか？
forgot-sent-patience = 1～2分ほどお待ちください。それでも届かないときは、迷惑メールフォルダーをご確認ください。別のアドレスで登録されていることもあります。
forgot-sent-again = もう一度試す
forgot-sent-back = サインインページに戻る

reset-title-page = 新しいパスワードの設定
reset-for = { $address } のパスワードを設定します。保存すると、すべての端末からサインアウトされます。その後、新しいパスワードでサインインしてください。
reset-save = 新しいパスワードを保存する
reset-not-me = お心当たりがない場合は、お知らせください。パスワードは今のままです。

### Change of address

change-email-title-page = アドレスの変更
change-email-ask = 今後は { $address } でサインインします。ほかの端末からはサインアウトされます。
change-email-use = このアドレスを使う
change-email-sign-in = { $address } を新しいアドレスにするには、変更を申し込んだアカウントに、現在のアドレスでサインインしてください。
change-email-other-account = 別のアカウントでサインインしています。{ $address } を新しいアドレスにするには、変更を申し込んだアカウントに、現在のアドレスでサインインしてください。
change-email-not-me = お心当たりがありませんか？ どなたかが、間違ってあなたのアドレスを入力したのかもしれません。
change-email-stop-title = 変更を止める
change-email-stop-words = アカウントのアドレスを { $address } から別のものに変更する申し込みがありました。お心当たりがない場合は、ここで止めてください。
change-email-undo-title = アドレスを元に戻す
change-email-undo-words = アカウントのアドレスが { $address } から別のものに変更されました。お心当たりがない場合は、ここで元に戻してください。
change-email-undo-button = アドレスを元に戻す
change-email-undo-safe = 安全のため、すべての端末からサインアウトされます。その後、新しいパスワードを設定するためのメールをお送りします。
change-email-undo-was-you = ご本人でしたら、何もする必要はありません。このページを閉じてください。
change-email-undone-title = アカウントは安全です
change-email-undone-words = アカウントのアドレスは { $address } です。すべての端末からサインアウトしました。
change-email-undone-next = 次に、メールをご確認ください。新しいパスワードを設定するためのリンクをお送りしています。今回の操作をした人が、現在のパスワードを知っているかもしれません。

### Account

account-since = ご利用開始：{ $time }
account-confirmed = アドレスが確認されました。ようこそ。
account-email-changed = 新しいアドレスに変更し、ほかの端末からサインアウトしました。
account-password-changed = パスワードを変更し、ほかの端末からサインアウトしました。
account-check-new-mail = 新しいアドレスに届くメールのリンクを開いてください。それまでは何も変わりません。
account-session-ended = その端末からサインアウトしました。
account-sessions-ended = ほかの端末からサインアウトしました。
account-email-new = 新しいメールアドレス
account-email-change = アドレスを変更する
account-password-words = ほかの端末からはサインアウトされます。
account-password-present = 現在のパスワード
account-password-change = パスワードを変更する
account-sessions-title = サインイン中の端末
account-sessions-unknown = 不明な端末
account-sessions-this = この端末
account-sessions-end-others = ほかの端末からサインアウト
account-data-title = あなたのデータ
account-data-words = このアカウントについて保存している情報のすべてを、1つの JSON ファイルで受け取れます。
account-data-download = データをダウンロードする
account-delete-title = 退会
account-delete-open = アカウントを削除する
account-delete-words = アカウントとそれに関する情報が完全に削除されます。削除すると、誰にも元に戻せません。
account-delete-button = アカウントを完全に削除する

### Mailbox

mailbox = メールボックス
mailbox-words = 開発用です。メールは外部に送信されず、ここに届きます。{ $open }JSON{ $close } でも見られます。
mailbox-news = 新しいメールが届きました。
mailbox-empty = まだメールはありません。お好きなアドレスで{ $open }新規登録{ $close }すると、最初のメールがここに届きます。
mailbox-nothing-for = { $to } 宛てのメールはありません。
mailbox-to = 宛先
mailbox-search = 検索
mailbox-all = すべてのメール
mailbox-check = 新着を確認
mailbox-newer = 新しいメール
mailbox-older = 古いメール
mailbox-clear = メールボックスを空にする
mailbox-samples-language = 全種類のメール見本の言語
mailbox-samples = 見本をここに送信する
mailbox-mail-to = 宛先
mailbox-mail-from = 差出人
mailbox-mail-date = 日時
mailbox-mail-kind = 種類
mailbox-open-link = メールのリンクを開く
mailbox-html = メールの HTML 表示
mailbox-show = 表示する内容
mailbox-show-all = すべて
mailbox-show-text = テキスト
mailbox-show-source = ソース
mailbox-width = HTML の表示幅
mailbox-width-phone = スマートフォン
mailbox-width-wide = ワイド
mailbox-scheme = HTML の配色
mailbox-scheme-light = ライト
mailbox-scheme-dark = ダーク

### Closing an account and taking it back

sign-in-closed-until = アカウントを閉鎖し、すべての端末からサインアウトしました。お気持ちが変わった場合は、{ $time } までに、お送りしたメールのリンクを開いてください。
sign-in-kept = アカウントが元どおりになりました。新しいパスワードでサインインしてください。
keep-title = アカウントを残す
keep-words = 新しいパスワードを設定すると、{ $address } のアカウントは元どおりになります。これまでのパスワードは使えなくなりますので、新しいパスワードでサインインしてください。
keep-button = アカウントを残す
keep-until = 閉鎖したままにすると、アカウントは { $time } を過ぎた後に完全に削除されます。

### The account page: what is new

account-parts = このページの項目
account-change-cancelled = 変更を取り消しました。アドレスは今のままです。
account-language-changed = 言語を保存しました。
account-pending-title = { $address } の確認待ちです
account-pending-words = { $time } に、このアドレスへの変更のお申し込みがありました。このアドレスにお送りしたメールのリンクを開いてください。リンクの有効期間は{ $span }です。メールが届かないときは、迷惑メールフォルダーと、アドレスに入力の間違いがないかをご確認ください。
account-pending-cancel = この変更を取り消す
account-email-how = 新しいアドレスを入力すると、そのアドレスにリンクをお送りします。リンクを開くまでは何も変わりません。
account-email-then = 開いた後は新しいアドレスでサインインし、ほかの端末からはサインアウトされます。これまでのアドレスにもお知らせし、{ $time }以内であれば、そこからすべて元に戻せます。
account-password-since = { $time } に設定されました。
account-sessions-short = 端末
account-sessions-words = お心当たりのない端末がある場合は、その端末をサインアウトさせて、パスワードを変更してください。
account-sessions-end-one = { $device } からサインアウト。{ $seen }
account-sessions-device = { $program }（{ $system }）
account-sessions-now = 最終アクセス：たった今
account-sessions-minutes = { $count ->
   *[other] 最終アクセス：{ $count }分前
}
account-sessions-hours = { $count ->
   *[other] 最終アクセス：{ $count }時間前
}
account-sessions-days = { $count ->
   *[other] 最終アクセス：{ $count }日前
}
account-sessions-from = { $client } から { $time } にサインイン
account-language-label = ページとメールの言語
account-language-words = サインイン中のすべてのブラウザーに反映されます。
account-language-browser = ブラウザーの設定に合わせる
account-language-save = 言語を保存する
account-data-password = お使いの端末を手にした人なら、誰でもこのボタンを押せてしまいます。ご本人であることを確認するため、パスワードを入力してください。
account-close-what = アカウントを削除すると、次のようになります。
account-close-now = すぐにすべての端末からサインアウトされ、このアカウントには誰もサインインできなくなります。
account-close-kept = { $time }の間（{ $until } まで）は、お気持ちが変わったら元に戻せます。{ $address } にお送りするメールのリンクから、アカウントを元どおりにできます。
account-close-then = その後、アカウントとそれに関する情報が完全に削除されます。削除されると、誰にも元に戻せません。

### Admin

admin = 管理
admin-overview = 概要
admin-accounts = ユーザー
admin-mails = メール
admin-addresses = 送信停止中のアドレス
admin-audit = 監査ログ
admin-search = 検索
admin-pages = ページ送り
admin-pages-first = 先頭へ
admin-pages-more = 次のページ
admin-none = 該当するものはありません。
admin-none-yet = ここまでに該当するものはありません。次のページで、さらに前のものを探せます。
admin-no-address = 完全なメールアドレスか ID を入力してください。
admin-yes = はい
admin-no = いいえ
admin-by = 実行者：

admin-overview-words = 直近30日間の日別の集計です（UTC）。
admin-overview-cut = 件数が多いため、新しいものだけを集計しました。初めのほうの日は、一部しか含まれていません。
admin-overview-times = 応答時間は、現在のプロセスの起動後のもので、最長で直近24時間分です。リクエスト100件のうち99件は、この時間内に完了しました。
admin-plot-sign-ups-title = 登録数と確認数
admin-plot-sign-ups = 登録
admin-plot-confirmed = 確認
admin-plot-share-title = その日の登録100件あたりの確認数
admin-plot-share = 割合
admin-plot-mails-title = メールの送信結果
admin-plot-failures-title = 送信に失敗したメール
admin-plot-p99-title = 応答時間（99パーセンタイル）
admin-plot-p99 = 応答時間
admin-plot-below = すべての数値は、図の下の表にあります。
admin-plot-table = 表で見る
admin-plot-when = 日時
admin-plot-nothing = まだ何もありません。

admin-accounts-search = アドレスまたは ID
admin-accounts-hint = アドレスの先頭の文字なら、すぐに見つかります。先頭が一致するアドレスがないときは、途中の文字も検索します。
admin-accounts-which = 表示
admin-accounts-all = すべて
admin-accounts-confirmed = アカウント
admin-accounts-waiting = 確認待ちの登録
admin-accounts-disabled = 無効なアカウント
admin-accounts-within = アドレスのどこかに検索文字を含むものを、新しい順に表示しています。
admin-accounts-wider = アドレスの途中の文字も検索する
admin-column-state = 状態
admin-column-confirmed = 確認済み
admin-column-mail = 最後のメール
admin-column-signed-in = 最終サインイン
admin-column-since = 登録日時
admin-state-active = 有効
admin-state-admin = 管理者
admin-state-disabled = 無効
admin-state-waiting = 未確認
admin-state-closed = 本人が閉鎖
admin-state-closed-until = 本人が閉鎖。{ $time } まで保管

admin-fact-id = ID
admin-fact-sessions = セッション数
admin-fact-password = パスワードの設定日時
admin-fact-password-none = 未設定
admin-fact-until = 確認の期限
admin-fact-rivals = 同じアドレスでのほかの登録
admin-fact-marked = メールの送信停止日時
admin-account-audit = 監査ログで、このアカウントの操作と、受けた操作を見る
admin-account-mails = このアカウントのメールを見る
admin-acts = 操作
admin-send-reset = パスワードを設定するためのリンクを送信する
admin-send-reset-words = 本人に通常のメールが届きます。本人がリンクを使うまで、何も変わりません。管理者にリンクが表示されることはありません。
admin-end-sessions = すべての端末からサインアウトさせる
admin-end-sessions-words = すぐにすべての端末からサインアウトされます。パスワードは変わりません。
admin-disable = アカウントを無効にする
admin-disable-words = 誰もサインインできなくなり、すべての端末からサインアウトされ、メールで送ったリンクも使えなくなります。後で有効に戻せます。
admin-enable = アカウントを有効にする
admin-enable-words = 本人が、以前のパスワードで再びサインインできるようになります。
admin-delete = アカウントを削除する
admin-delete-words = アカウントとそれに関する情報が完全に削除されます。削除すると、誰にも元に戻せません。
admin-account-yourself = これはご自分のアカウントです。管理者がいなくなることのないよう、ここで無効にしたり削除したりすることはできません。ほかの管理者に依頼するか、コマンドラインをお使いください。
admin-account-no-reset = 無効なアカウントには、このメールは送信されません。先に有効にしてください。
admin-account-disabled = アカウントを無効にし、すべての端末からサインアウトさせました。
admin-account-enabled = アカウントを有効にしました。
admin-account-sessions-ended = すべての端末からサインアウトさせました。
admin-account-reset-sent = メールを送信キューに入れました。
admin-account-deleted = アカウントを削除しました。

admin-sign-up-account = このアドレスには{ $open }アカウント{ $close }があります。この登録から別のアカウントが作成されることはありません。
admin-resend = 確認メールを再送する
admin-resend-words = 通常の確認メールを、このアドレスにもう一度送信します。
admin-remove = この登録を取り消す
admin-remove-words = この登録のリンクは使えなくなります。登録した人は、もう一度登録できます。
admin-sign-up-resent = メールを送信キューに入れました。
admin-sign-up-removed = 登録を取り消しました。

admin-story = これまでの経過
admin-story-cut = 新しいものだけを表示しています。
admin-story-sign-up = 登録
admin-story-confirmed = 登録の確認
admin-story-mail = メール
admin-story-session = サインイン（継続中）
admin-story-change = アドレス変更の申し込み
admin-story-changed = アドレスの変更
admin-story-change-undone = アドレス変更の停止・取り消し
admin-story-line = 監査

admin-mail-queued = 送信待ち
admin-mail-sent = 送信済み
admin-mail-failed = 送信失敗
admin-mail-obsolete = 送信不要
admin-mail-skipped = 送信対象外
admin-mails-all = すべて
admin-mails-search = アドレス
admin-mails-asked = 受付：{ $time }
admin-mails-finished = 終了：{ $time }
admin-mails-next = 次の試行：{ $time }
admin-mails-tries = { $count ->
   *[other] 試行{ $count }回
  }
admin-mails-retry = 再試行する
admin-mails-retry-one = 再試行する：{ $address } 宛てのメール
admin-mails-retry-all = 失敗したメールをすべて再試行する
admin-mails-queued = すぐに送信するよう、キューに入れました。
admin-mails-busy = このメールは送信中か、すでに処理が終わっています。

admin-addresses-words = メールサーバーに恒久的に拒否されたか、迷惑メールとして報告されたアドレスです。解除するまで、メールは送信されません。
admin-addresses-release = 解除する
admin-addresses-release-one = { $address } を解除する
admin-addresses-release-all = 配信不能のアドレスをすべて解除する
admin-addresses-released = 解除しました。再びメールが送信されます。
admin-addresses-free = このアドレスは送信停止中ではありません。
admin-addresses-more = ほかにもありますが、ここには一部だけを表示しています。
admin-mark-undeliverable = 配信不能
admin-mark-complained = 迷惑メール報告

admin-audit-search = アドレスまたはアカウントの ID
admin-audit-event = イベント
admin-audit-all = すべて
admin-audit-account = アカウント
