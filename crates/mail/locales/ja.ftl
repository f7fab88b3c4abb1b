# 日本語（です・ます）。

seconds = { $count ->
   *[other] { $count }秒
}
minutes = { $count ->
   *[other] { $count }分
}
hours = { $count ->
   *[other] { $count }時間
}
days = { $count ->
   *[other] { $count }日
}

link-lasts = リンクの有効期間は{ $time }です。
questions = ご質問は { $support } までお寄せください

confirm-subject = { $product }：メールアドレスの確認
confirm-preheader = あと一歩でアカウントの準備が整います。
confirm-title = { $product } へようこそ
confirm-words = あと一歩です。このメールアドレスがご本人のものであることをご確認ください。
confirm-button = アドレスを確認する
confirm-proof = 登録に使ったブラウザーでリンクを開いてください。別のブラウザーでは、登録時に選んだパスワードが必要です。
confirm-not-you = お心当たりがない場合は、このメールを無視してかまいません。リンクを使わないかぎり、アカウントは作成されません。リンク先のページで、ご本人ではないことをお知らせいただくこともできます。

already-registered-subject = { $product } のアカウントはすでにあります
already-registered-preheader = 確認は不要で、何も変わっていません。そのままサインインできます。
already-registered-title = アカウントはすでにあります
already-registered-words = どなたかが（ご本人かもしれません）このアドレスで { $product } に登録しようとしたか、確認メールを請求しました。こちらにはすでにアカウントがありますので、確認は不要で、何も変わっていません。
already-registered-button = サインインする
already-registered-forgotten = パスワードをお忘れの場合は、このページから新しいパスワードを設定できます。
already-registered-not-you = お心当たりがない場合は、このメールを無視してかまいません。アカウントもパスワードも元のままです。

reset-subject = { $product }：新しいパスワードの設定
reset-preheader = このメールのリンクから設定できます。
reset-title = 新しいパスワードの設定
reset-words = { $product } の新しいパスワードの請求を受け付けました。今すぐ設定できます。
reset-button = 新しいパスワードを設定する
reset-once = リンクは一度だけ使えます。
reset-once-for = リンクは一度だけ使え、有効期間は{ $time }です。
reset-not-you = お心当たりがない場合は、このメールを無視してかまいません。リンク先のページでお知らせいただくこともできます。パスワードは今のままです。

password-changed-subject = { $product } のパスワードが変更されました
password-changed-preheader = ご本人による変更でしたら、何もする必要はありません。
password-changed-title = パスワードが変更されました
password-changed-words = { $product } のアカウントのパスワードが変更されました。ご本人による変更でしたら問題ありません。何もする必要はありません。
password-changed-button = 自分ではありません
password-changed-not-you = お心当たりがない場合は、すぐにリンクを開いて新しいパスワードを設定してください。同時に、すべての端末からサインアウトされます。

suspicious-sign-in-subject = { $product }：パスワードの誤入力後に新しいサインインがありました
suspicious-sign-in-preheader = ご本人によるサインインでしたら、何もする必要はありません。
suspicious-sign-in-title = アカウントへのサインインがありました
suspicious-sign-in-words = { $product } のアカウントで、誤ったパスワードが何度か入力された後、これまでに使われたことのないブラウザーから正しいパスワードでサインインがありました。ご本人でしたら問題ありません。何もする必要はありません。
suspicious-sign-in-button = 自分ではありません
suspicious-sign-in-not-you = お心当たりがない場合は、誰かがパスワードを知っています。すぐにリンクを開いて新しいパスワードを設定してください。同時に、すべての端末からサインアウトされます。

change-email-subject = { $product }：新しいメールアドレスの確認
change-email-preheader = 確認されるまでは、これまでのアドレスが使われます。
change-email-title = 新しいアドレスの確認
change-email-words = { $product } のアカウントで、今後このアドレスを使うというお申し込みを受け付けました。ご本人のものであることを確認するため、サインイン中のブラウザーでリンクを開いてください。
change-email-button = このアドレスを確認する
change-email-until-then = 確認されるまでは、これまでのアドレスが使われます。
change-email-not-you = お心当たりがない場合は、このメールを無視してかまいません。リンク先のページでお知らせいただくこともできます。

change-email-notice-subject = { $product } のメールアドレスが変更されます
change-email-notice-preheader = ご本人でしたら、ここですることはありません。そうでなければ、変更を止められます。
change-email-notice-title = アドレスが変更されます
change-email-notice-words = あなたのパスワードを知っている人が、{ $product } のアカウントのアドレスを変更しようとしました。
change-email-notice-words-to = あなたのパスワードを知っている人が、{ $product } のアカウントのアドレスを { $address } に変更しようとしました。
change-email-notice-was-you = ご本人でしたら、ここですることはありません。新しいアドレスに届いたリンクを開いてください。
change-email-notice-button = 変更を止める
change-email-notice-lasts = リンクの有効期間は{ $time }で、変更後も使えます。
change-email-notice-not-you = お心当たりがない場合は、変更を止めてください。アカウントのアドレスはこのまま、または元に戻り、すべての端末からサインアウトされ、現在のパスワードは使えなくなります。その後、新しいパスワードを設定するためのメールをお送りします。

email-changed-subject = { $product } のメールアドレスが変更されました
email-changed-preheader = ご本人でしたら、何もする必要はありません。そうでなければ、元に戻せます。
email-changed-title = アドレスが変更されました
email-changed-words = { $product } のアカウントのアドレスが変更されました。今後のメールは新しいアドレスにお送りします。
email-changed-words-to = { $product } のアカウントのアドレスが { $address } に変更されました。今後のメールはそちらにお送りします。
email-changed-was-you = ご本人による変更でしたら問題ありません。何もする必要はありません。
email-changed-button = 変更を元に戻す
email-changed-not-you = お心当たりがない場合は、変更を元に戻してください。アカウントのアドレスがこのアドレスに戻り、すべての端末からサインアウトされ、現在のパスワードは使えなくなります。その後、新しいパスワードを設定するためのメールをお送りします。

account-closed-subject = { $product } のアカウントが閉鎖されました
account-closed-preheader = お気持ちが変わった場合は、まだ元に戻せます。
account-closed-title = アカウントが閉鎖されました
account-closed-words = { $product } のアカウントが閉鎖され、すべての端末からサインアウトされました。お気持ちが変わった場合に備えて、データはもうしばらく保管され、その後完全に削除されます。
account-closed-was-you = ご本人による操作でしたら、何もする必要はありません。
account-closed-button = アカウントを残す
account-closed-lasts = リンクは一度だけ使え、有効期間は{ $time }です。リンク先で新しいパスワードを設定すると、アカウントは元どおりになります。期間を過ぎると、元に戻すことはできません。
account-closed-ends = リンクは一度だけ使えます。リンク先で新しいパスワードを設定すると、アカウントは元どおりになります。アカウントが削除された後は、元に戻すことはできません。
account-closed-not-you = お心当たりがない場合は、誰かがパスワードを知っています。リンクを開いて新しいパスワードを設定してください。アカウントが再び使えるようになり、サインインできるのはご本人だけになります。
