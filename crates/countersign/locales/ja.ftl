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
password-hint = { $count }文字以上。いくつかの言葉をつなげるのがおすすめです。
errors-heading = 次の点をご確認のうえ、もう一度お試しください。
not-me = 自分ではありません

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
