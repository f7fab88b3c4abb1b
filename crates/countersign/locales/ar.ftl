# العربية الفصحى الحديثة، بصيغ تصلح للجميع.

### Every page

please-check-title = يُرجى المراجعة: { $page }
sign-in = تسجيل الدخول
sign-up = إنشاء حساب
sign-out = تسجيل الخروج
your-account = حسابك
go-to-account = الانتقال إلى حسابك
go-to-sign-in = الانتقال إلى تسجيل الدخول
email-address = عنوان البريد الإلكتروني
password = كلمة المرور
new-password = كلمة المرور الجديدة
your-password = كلمة مرورك
language = اللغة
language-change = تغيير
cookies = ملفات تعريف الارتباط الضرورية فقط. بلا تتبّع.
cookies-vendor = لا نستخدم إلا ملفات تعريف الارتباط الضرورية. ولإبعاد البرامج الآلية، يطّلع { $vendor } على زيارات هذه الصفحة.
password-show = إظهار كلمة المرور
password-hint = { $count ->
    [zero] { $count } حرف على الأقل. بضع كلمات متتالية خيار جيد.
    [one] حرف واحد على الأقل. بضع كلمات متتالية خيار جيد.
    [two] حرفان على الأقل. بضع كلمات متتالية خيار جيد.
    [few] { $count } أحرف على الأقل. بضع كلمات متتالية خيار جيد.
    [many] { $count } حرفًا على الأقل. بضع كلمات متتالية خيار جيد.
   *[other] { $count } حرف على الأقل. بضع كلمات متتالية خيار جيد.
}
errors-heading = يُرجى مراجعة ما يلي ثم المحاولة مرة أخرى.
not-me = لم يكن هذا مني
# $address is an address, or a button with one in it.
did-you-mean = هل المقصود { $address }؟
did-you-mean-yes = نعم، تصحيح العنوان

### How good a new password looks while it is typed

strength-short = { $count ->
    [zero] قصيرة حتى الآن: يلزم { $count } حرف على الأقل.
    [one] قصيرة حتى الآن: يلزم حرف واحد على الأقل.
    [two] قصيرة حتى الآن: يلزم حرفان على الأقل.
    [few] قصيرة حتى الآن: يلزم { $count } أحرف على الأقل.
    [many] قصيرة حتى الآن: يلزم { $count } حرفًا على الأقل.
   *[other] قصيرة حتى الآن: يلزم { $count } حرف على الأقل.
}
strength-own = ضعيفة: فهي مبنية على عنوانك أو على اسم هذا الموقع.
strength-pattern = ضعيفة: فيها تكرار، أو نمط من أول ما يجرّبه المخترقون.
strength-fair = مقبولة: تتحسن بكلمة أخرى لا علاقة لها بالبقية.
strength-good = جيدة. كلمة أخرى تجعلها أقوى.
strength-strong = قوية: طويلة ومتنوعة.

captcha-busy = لحظة من فضلك: متصفحك يُثبت لنا أنك لست برنامجًا آليًا…
captcha-failed = لم ينجح ذلك. يُرجى التحقق من الاتصال بالإنترنت والضغط على الزر مرة أخرى.
captcha-no-script = لإبعاد البرامج الآلية، يحتاج هذا النموذج إلى JavaScript. يُرجى تفعيله لهذه الصفحة.
captcha-no-script-now = لإبعاد البرامج الآلية، يحتاج هذا النموذج حاليًا إلى JavaScript. يُرجى تفعيله لهذه الصفحة، أو العودة بعد { $time }، فلن يكون ضروريًا عندئذ.

### What is wrong with a field

field-email-missing = يُرجى إدخال عنوان بريدك الإلكتروني.
field-email-form = يُرجى إدخال عنوان بريد إلكتروني على هذا الشكل: name@example.org
field-password-missing = يُرجى إدخال كلمة مرور.
field-password-long = { $count ->
    [zero] يُرجى استخدام { $count } حرف على الأكثر.
    [one] يُرجى استخدام حرف واحد على الأكثر.
    [two] يُرجى استخدام حرفين على الأكثر.
    [few] يُرجى استخدام { $count } أحرف على الأكثر.
    [many] يُرجى استخدام { $count } حرفًا على الأكثر.
   *[other] يُرجى استخدام { $count } حرف على الأكثر.
}
field-locale = يُرجى إدخال رمز لغة مثل en أو pt-BR.
field-next = لا يؤدي هذا إلى مكان مسموح به.
field-same-address = هذا هو عنوانك الحالي.
field-captcha = لم يُنفَّذ شيء بعد: علينا التأكد من أنك لست برنامجًا آليًا. يُرجى الإرسال مرة أخرى.

password-too-short = { $count ->
    [zero] يُرجى استخدام { $count } حرف على الأقل. من السهل تذكّر بضع كلمات متتالية.
    [one] يُرجى استخدام حرف واحد على الأقل. من السهل تذكّر بضع كلمات متتالية.
    [two] يُرجى استخدام حرفين على الأقل. من السهل تذكّر بضع كلمات متتالية.
    [few] يُرجى استخدام { $count } أحرف على الأقل. من السهل تذكّر بضع كلمات متتالية.
    [many] يُرجى استخدام { $count } حرفًا على الأقل. من السهل تذكّر بضع كلمات متتالية.
   *[other] يُرجى استخدام { $count } حرف على الأقل. من السهل تذكّر بضع كلمات متتالية.
}
password-context = كلمة المرور هذه قريبة جدًا من عنوانك أو من اسم هذا الموقع: فهي مبنية على «{ $word }». يُرجى اختيار ما لا يخطر على بال غيرك.
password-listed = كلمة المرور هذه من أول ما يجرّبه المخترقون. يُرجى اختيار بضع كلمات لا علاقة بينها.
password-common = كلمة المرور هذه مبنية على «{ $word }»، وهي من أول ما يجرّبه المخترقون. يُرجى اختيار بضع كلمات لا علاقة بينها.
password-breached = ظهرت كلمة المرور هذه في تسريب بيانات من موقع آخر، لذا يعرفها المخترقون. يُرجى اختيار كلمة مرور غير مستخدمة في أي مكان آخر.
password-predictable = في كلمة المرور هذه تكرار، أو نمط من أول ما يجرّبه المخترقون. يُرجى اختيار بضع كلمات لا علاقة بينها.

### Errors

error-number = خطأ { $status }
error-forgotten = هل نسيت كلمة المرور؟ { $open }اختيار كلمة مرور جديدة{ $close }
error-request = عند مراسلتنا بهذا الشأن، يُرجى ذكر هذا الرقم: { $number }

problem-credentials-invalid-title = لم يتم تسجيل الدخول
problem-credentials-invalid = العنوان أو كلمة المرور غير صحيحة. إذا كان التسجيل قد جرى للتو، فيُرجى تأكيد العنوان أولًا: الرابط في الرسالة التي وصلتك.
problem-wrong-password-title = كلمة المرور غير صحيحة
problem-wrong-password = ليست هذه كلمة المرور الصحيحة.
problem-proof-required-title = كلمة المرور مطلوبة
problem-proof-required = في أي متصفح غير الذي جرى التسجيل فيه، تلزم أيضًا كلمة المرور التي اختيرت عند التسجيل.
problem-unauthenticated-title = لم يتم تسجيل الدخول
problem-unauthenticated = يُرجى تسجيل الدخول أولًا.
problem-unconfirmed-title = لم يتم التأكيد بعد
problem-unconfirmed = يُرجى تأكيد العنوان أولًا: الرابط في الرسالة التي وصلتك.
problem-cross-origin-title = تعذّر قبول الطلب
problem-cross-origin = جاء هذا الطلب من موقع آخر، لذا لم يُنفَّذ شيء.
problem-captcha-required-title = خطوة أخرى
problem-captcha-required = لم يُنفَّذ شيء بعد: يُرجى حل اختبار التحقق، لنعرف أنك لست برنامجًا آليًا، ثم الإرسال مرة أخرى.
problem-untrusted-title = مصدر غير موثوق
problem-untrusted = لم تأتِ الرسالة من المصدر الذي ينبغي أن تأتي منه.
problem-malformed-title = طلب غير مفهوم
problem-malformed = تعذّرت قراءة الطلب.
problem-token-invalid-title = هذا الرابط ليس منا
problem-token-invalid = الرابط غير مكتمل، أو لم يصدر عنا.
problem-token-expired-title = انتهت صلاحية الرابط
problem-token-expired = الرابط قديم، أو حلّ محله ما هو أحدث منه.
problem-token-used-title = سبق استخدام الرابط
problem-token-used = أدّى هذا الرابط غرضه من قبل.
problem-not-found-title = الصفحة غير موجودة
problem-not-found = لا يوجد شيء هنا.
problem-too-large-title = حجم كبير جدًا
problem-too-large = حجم الطلب أكبر من 64 كيلوبايت.
problem-unsupported-media-type-title = نوع غير مدعوم
problem-unsupported-media-type = يُرجى إرسال المحتوى هنا بصيغة application/json.
problem-method-not-allowed-title = طريقة غير مسموح بها
problem-method-not-allowed = لا تقبل هذه الصفحة هذه الطريقة.
problem-timed-out-title = استغرق الأمر وقتًا طويلًا
problem-timed-out = لم يصل الطلب في الوقت المناسب.
problem-rate-limited-title = محاولات كثيرة
problem-rate-limited = لم يُنفَّذ شيء. يُرجى المحاولة لاحقًا.
problem-rate-limited-wait = لم يُنفَّذ شيء. يُرجى المحاولة مرة أخرى بعد { $time }.
problem-rate-limited-stopped = لم يُنفَّذ شيء. بعد هذا العدد من كلمات المرور الخاطئة لا تُقبل محاولات أخرى: يُرجى اختيار كلمة مرور جديدة عبر رسالة نرسلها إليك، أو استخدام متصفح سبق تسجيل الدخول فيه.
problem-overloaded-title = الخدمة مشغولة
problem-overloaded = هناك ضغط كبير الآن. لم يُنفَّذ شيء؛ يُرجى المحاولة مرة أخرى بعد قليل.
problem-overloaded-in-doubt = لم تصلنا النتيجة. ربما نُفِّذ طلبك وربما لم يُنفَّذ: يُرجى التحقق بعد قليل.
problem-internal-title = حدث خطأ ما
problem-internal = الخطأ من جانبنا، ولم يتغير شيء. يُرجى المحاولة مرة أخرى بعد قليل.
problem-validation-title = يُرجى المراجعة
problem-validation = بعض الخانات بحاجة إلى مراجعة.

### Sign up

sign-up-email-hint = سنرسل رسالة إلى هذا العنوان لتأكيد أنه لك.
sign-up-been-here = لديك حساب؟ { $open }تسجيل الدخول{ $close }

check-mail-title = يُرجى تفقّد بريدك
check-mail-sending = نرسل الآن رسالة إلى { $address }. للمتابعة، يُرجى فتح الرابط الموجود فيها.
check-mail-sending-unknown = نرسل الآن رسالة إلى العنوان الذي أدخلته. للمتابعة، يُرجى فتح الرابط الموجود فيها.
check-mail-browser = الأسهل فتح الرابط في هذا المتصفح. وعلى جهاز آخر، يُرجى تجهيز كلمة المرور التي اخترتها للتو.
check-mail-none = لم تصلك الرسالة بعد؟
check-mail-patience = يُرجى الانتظار دقيقة أو دقيقتين، ثم البحث في مجلد البريد غير المرغوب فيه.
check-mail-again = إرسال الرسالة مرة أخرى
check-mail-wrong = العنوان غير صحيح؟ { $open }التسجيل بعنوان آخر{ $close }
# $place is what a provider calls its mail in the browser: Gmail, Outlook.
check-mail-open = فتح { $place }
check-mail-pause = يمكن طلب رسالة أخرى بعد دقيقة.
check-mail-again-in = إرسال الرسالة مرة أخرى بعد { $seconds } ث
check-mail-sent = إذا كان هناك تسجيل بهذا العنوان ينتظر التأكيد، فثمة رسالة جديدة في الطريق. قد يستغرق ذلك دقيقة.

unconfirmed-title = يُرجى تأكيد عنوانك أولًا
unconfirmed-heading = بقيت خطوة واحدة
unconfirmed-words = لم يتم تأكيد { $address } بعد. يكفي فتح الرابط في الرسالة التي أرسلناها إليك، ويصبح حسابك جاهزًا.
unconfirmed-words-unknown = لم يتم تأكيد عنوانك بعد. يكفي فتح الرابط في الرسالة التي أرسلناها إليك، ويصبح حسابك جاهزًا.
unconfirmed-none = لم تصلك الرسالة؟
unconfirmed-patience = يُرجى البحث في مجلد البريد غير المرغوب فيه، أو طلب إرسالها مرة أخرى.
unconfirmed-other = لديك حساب آخر؟ يُرجى { $button } هنا أولًا، ثم تسجيل الدخول بذلك الحساب.

undeliverable-title = تعذّر تسليم الرسالة
undeliverable-heading = تعذّر علينا تسليم رسالتنا
undeliverable-words = لا تصل رسالتنا إلى { $address }.
undeliverable-mistake = يُرجى التحقق من عدم وجود خطأ في الكتابة. وإن وُجد، فيمكن التسجيل بالعنوان الصحيح، ولن يستغرق ذلك إلا لحظة.
undeliverable-correct = تصحيح العنوان
undeliverable-right = هل العنوان صحيح؟
undeliverable-right-words = إذن ربما كان صندوق البريد ممتلئًا أو لا يقبل رسائلنا. يمكن مراسلة الجهة المسؤولة عن هذه الخدمة لتحاول مرة أخرى، أو التسجيل بعنوان آخر.

resend-title = إرسال الرسالة مرة أخرى
resend-words = ما العنوان الذي استخدمته عند التسجيل؟
resend-button = إرسالها مرة أخرى
resend-not-yet = لم يسبق لك التسجيل؟ { $open }إنشاء حساب{ $close }

### Confirm

confirm-title-page = تأكيد عنوانك
confirm-other-browser = ليس هذا هو المتصفح الذي جرى التسجيل فيه. لنتأكد من هويتك، يُرجى إدخال كلمة المرور التي اخترتها حينها.
confirm-press = بضغطة على الزر يصبح حسابك جاهزًا.
confirm-password = كلمة المرور التي اخترتها عند التسجيل
confirm-button-page = تأكيد عنواني
confirm-why = لماذا كلمة المرور؟
confirm-why-words = الرابط وحده لا يكفي: فقد يكتب أي شخص عنوانك. أما كلمة المرور فتُظهر أن التسجيل كان منك.
confirm-without = ويمكن الاستغناء عنها بفتح الرابط في المتصفح الذي جرى التسجيل فيه. هناك تكفي ضغطة واحدة.
confirm-not-me = لم يكن هذا التسجيل منك؟ إذن كتب أحدهم عنوانك، ربما عن طريق الخطأ.
confirm-long = هذا أطول من أي كلمة مرور هنا.
confirm-proof-needed = يُرجى إدخال كلمة المرور التي اخترتها عند التسجيل.
confirm-wrong = ليست هذه كلمة المرور الخاصة بهذا التسجيل. إذا جرى التسجيل أكثر من مرة، فيُرجى استخدام أحدث رسالة.

### Links

link-dismissed-title = شكرًا لك
link-dismissed-confirm = ألغينا ذلك التسجيل.
link-dismissed-reset = ألغينا ذلك الرابط. تبقى كلمة مرورك كما هي.
link-dismissed-change-email = ألغينا ذلك التغيير.
link-dismissed-close = لا حاجة إلى فعل شيء آخر. يمكن إغلاق هذه الصفحة وحذف الرسالة.
link-expired-title = انتهت صلاحية هذا الرابط
link-expired-words = حفاظًا على أمانك، لا تعمل الروابط في رسائلنا إلا لفترة محدودة. والحصول على رابط جديد سريع.
link-invalid-title = هذا الرابط لا يعمل
link-invalid-words = ربما انقطع جزء منه في الطريق. يُرجى فتحه مرة أخرى من الرسالة، أو نسخ الرابط كاملًا إلى شريط العنوان.
link-invalid-next = إذا لم يُجدِ ذلك، فيمكن الحصول على رابط جديد:
link-offer-button = إرسال رسالة جديدة
link-offer-email = عنوان البريد الإلكتروني الذي استخدمته عند التسجيل
link-offer-confirmed = سبق تأكيد العنوان؟ { $open }تسجيل الدخول{ $close }
link-offer-remembered = هل تذكّرت كلمة المرور؟ { $open }تسجيل الدخول{ $close }
link-offer-account = يمكن البدء من جديد من صفحة حسابك.
link-used-confirm = سبق تأكيد العنوان
link-used-reset = سبق تغيير كلمة المرور
link-used-change-email = سبق تغيير العنوان
link-used-words = كل شيء على ما يرام: أدّى هذا الرابط غرضه، ولا حاجة إلى فعل شيء آخر.
link-used-not-you = لم يكن التغيير منك؟ { $open }اختيار كلمة مرور جديدة{ $close }

### Sign in and out

sign-in-forgotten = هل نسيت كلمة المرور؟
sign-in-new-here = ليس لديك حساب؟ { $open }إنشاء حساب{ $close }
sign-in-signed-out = تم تسجيل خروجك.
sign-in-closed = تم حذف حسابك وتسجيل خروجك من كل الأجهزة.
sign-in-reset = تغيّرت كلمة مرورك. يُرجى تسجيل الدخول بكلمة المرور الجديدة.
sign-in-confirmed = تم تأكيد عنوانك. للمتابعة، يُرجى تسجيل الدخول.
sign-out-words = سيتم تسجيل خروجك من هذا المتصفح.

### Forgotten password

forgot-title = هل نسيت كلمة المرور؟
forgot-words = لا بأس، هذا يحدث. يكفي إدخال عنوانك، وسنرسل إليك رابطًا لاختيار كلمة مرور جديدة.
forgot-button = إرسال الرابط
forgot-remembered = هل تذكّرت كلمة المرور؟ { $open }تسجيل الدخول{ $close }
forgot-sent-words = إذا كان هناك حساب بالعنوان { $address }، فثمة رسالة في الطريق. يعمل الرابط الذي فيها لمدة { $time }.
forgot-sent-none = لم تصلك الرسالة بعد؟
forgot-sent-patience = يُرجى الانتظار دقيقة أو دقيقتين، ثم البحث في مجلد البريد غير المرغوب فيه. ربما جرى التسجيل بعنوان آخر؟
forgot-sent-again = المحاولة مرة أخرى
forgot-sent-back = العودة إلى تسجيل الدخول

reset-title-page = اختيار كلمة مرور جديدة
reset-for = للعنوان { $address }. سيُسجَّل الخروج من كل الأجهزة، ثم يكون تسجيل الدخول بكلمة المرور الجديدة.
reset-save = حفظ كلمة المرور الجديدة
reset-not-me = لم يكن هذا الطلب منك؟ تبقى كلمة مرورك كما هي.

### Change of address

change-email-title-page = تغيير عنوانك
change-email-ask = من الآن فصاعدًا يكون تسجيل دخولك بالعنوان { $address }. وسيُسجَّل الخروج من أجهزتك الأخرى.
change-email-use = استخدام هذا العنوان
change-email-sign-in = ليصبح { $address } عنوانك، يُرجى تسجيل الدخول بالعنوان الحالي إلى الحساب الذي جاء منه الطلب.
change-email-other-account = سُجِّل الدخول هنا بحساب آخر. ليصبح { $address } عنوانك، يُرجى تسجيل الدخول بالعنوان الحالي إلى الحساب الذي جاء منه الطلب.
change-email-not-me = لم يكن هذا الطلب منك؟ إذن كتب أحدهم عنوانك، ربما عن طريق الخطأ.
change-email-stop-title = إيقاف التغيير
change-email-stop-words = طلب أحدهم نقل حسابك من { $address } إلى عنوان آخر. إذا لم يكن هذا منك، فيُرجى إيقافه هنا.
change-email-undo-title = استعادة عنوانك
change-email-undo-words = نُقل حسابك من { $address } إلى عنوان آخر. إذا لم يكن هذا منك، فيمكن استعادة عنوانك هنا.
change-email-undo-button = استعادة عنواني
change-email-undo-safe = حفاظًا على أمانك، سيُسجَّل الخروج من كل الأجهزة، وسنرسل إليك رسالة لاختيار كلمة مرور جديدة.
change-email-undo-was-you = هل كان هذا منك؟ إذن لا حاجة إلى فعل شيء، ويكفي إغلاق هذه الصفحة.
change-email-undone-title = حسابك في أمان
change-email-undone-words = عنوانه هو { $address }، وقد سُجِّل الخروج من كل الأجهزة.
change-email-undone-next = والآن يُرجى تفقّد بريدك: نرسل إليك رابطًا لاختيار كلمة مرور جديدة. فربما يعرف من فعل هذا كلمة المرور الحالية.

### Account

account-since = منذ { $time }
account-confirmed = تم تأكيد عنوانك. أهلًا بك.
account-email-changed = بدأ العمل بعنوانك الجديد، وسُجِّل الخروج من أجهزتك الأخرى.
account-password-changed = تغيّرت كلمة مرورك، وسُجِّل الخروج من أجهزتك الأخرى.
account-check-new-mail = يُرجى فتح الرابط في الرسالة المرسَلة إلى العنوان الجديد. وحتى ذلك الحين لا يتغير شيء.
account-session-ended = تم تسجيل الخروج من ذلك الجهاز.
account-sessions-ended = تم تسجيل الخروج من أجهزتك الأخرى.
account-email-new = عنوان البريد الإلكتروني الجديد
account-email-change = تغيير العنوان
account-password-words = سيُسجَّل الخروج من أجهزتك الأخرى.
account-password-present = كلمة المرور الحالية
account-password-change = تغيير كلمة المرور
account-sessions-title = الأجهزة التي سجّلت الدخول منها
account-sessions-unknown = جهاز غير معروف
account-sessions-this = هذا الجهاز
account-sessions-end-others = تسجيل الخروج من الأجهزة الأخرى
account-data-title = بياناتك
account-data-words = كل ما نحتفظ به عنك، في ملف JSON واحد.
account-data-download = تنزيل بياناتي
account-delete-title = مغادرة الخدمة
account-delete-open = حذف حسابي
account-delete-words = يُحذف حسابك وكل ما يتعلق به نهائيًا، ولا يمكن لأحد استعادته.
account-delete-button = حذف حسابي نهائيًا

### Mailbox

mailbox = صندوق البريد
mailbox-words = للتطوير: تبقى الرسائل هنا ولا تُرسَل إلى الخارج. متاح أيضًا بصيغة { $open }JSON{ $close }.
mailbox-news = وصل بريد جديد.
mailbox-empty = لا توجد رسائل بعد. يكفي { $open }إنشاء حساب{ $close } بأي عنوان لتصل الرسالة الأولى إلى هنا.
mailbox-nothing-for = لا توجد رسائل إلى { $to }.
mailbox-to = المستلم
mailbox-search = بحث
mailbox-all = كل الرسائل
mailbox-check = تحديث
mailbox-newer = الأحدث
mailbox-older = الأقدم
mailbox-clear = إفراغ صندوق البريد
mailbox-samples-language = نموذج من كل رسالة، باللغة
mailbox-samples = إرسالها إلى هنا
mailbox-mail-to = إلى
mailbox-mail-from = من
mailbox-mail-date = التاريخ
mailbox-mail-kind = النوع
mailbox-open-link = فتح رابط الرسالة
mailbox-html = الرسالة بصيغة HTML
mailbox-show = الأجزاء المعروضة
mailbox-show-all = الكل
mailbox-show-text = النص
mailbox-show-source = المصدر
mailbox-width = مقاس HTML
mailbox-width-phone = هاتف
mailbox-width-wide = شاشة عريضة
mailbox-scheme = ألوان HTML
mailbox-scheme-light = فاتحة
mailbox-scheme-dark = داكنة

### Closing an account and taking it back

sign-in-closed-until = أُغلق حسابك وسُجِّل خروجك من كل الأجهزة. عند تغيير رأيك، يُرجى فتح الرابط في رسالتنا قبل { $time }.
sign-in-kept = عاد حسابك. يُرجى تسجيل الدخول بكلمة المرور الجديدة.
keep-title = الاحتفاظ بحسابك
keep-words = بعد اختيار كلمة مرور جديدة، يعود حساب { $address } كما كان. ولا تعود كلمة المرور القديمة صالحة، بل يكون تسجيل الدخول بالجديدة.
keep-button = الاحتفاظ بحسابي
keep-until = إذا بقي مغلقًا، فسيُحذف نهائيًا، وذلك بعد { $time }.

### The account page: what is new

account-parts = أقسام هذه الصفحة
account-change-cancelled = أُلغي التغيير. يبقى عنوانك كما هو.
account-language-changed = تم حفظ لغتك.
account-pending-title = رسالة بانتظارك على العنوان { $address }
account-pending-words = وصلنا بتاريخ { $time } طلبك لنقل حسابك إلى هذا العنوان. يُرجى فتح الرابط في الرسالة التي أرسلناها إليه، ويعمل لمدة { $span }. إذا لم تصلك الرسالة، فيُرجى البحث في مجلد البريد غير المرغوب فيه، أو التحقق من عدم وجود خطأ في كتابة العنوان.
account-pending-cancel = إلغاء هذا التغيير
account-email-how = عند إدخال عنوان جديد، نرسل إليه رابطًا، ولا يتغير شيء حتى يُفتح.
account-email-then = بعد ذلك يكون تسجيل دخولك بالعنوان الجديد، ويُسجَّل الخروج من أجهزتك الأخرى. ونُبلغ العنوان القديم أيضًا، ويمكن منه التراجع عن كل شيء لمدة { $time }.
account-password-since = اختيرت كلمة المرور الحالية بتاريخ { $time }.
account-sessions-short = الأجهزة
account-sessions-words = إذا كان أحدها غير معروف لك، فيُرجى تسجيل الخروج منه وتغيير كلمة المرور.
account-sessions-end-one = تسجيل الخروج من { $device }. { $seen }
account-sessions-device = { $program } على { $system }
account-sessions-now = آخر نشاط قبل لحظات
account-sessions-minutes = { $count ->
    [zero] آخر نشاط قبل { $count } دقيقة
    [one] آخر نشاط قبل دقيقة واحدة
    [two] آخر نشاط قبل دقيقتين
    [few] آخر نشاط قبل { $count } دقائق
    [many] آخر نشاط قبل { $count } دقيقة
   *[other] آخر نشاط قبل { $count } دقيقة
}
account-sessions-hours = { $count ->
    [zero] آخر نشاط قبل { $count } ساعة
    [one] آخر نشاط قبل ساعة واحدة
    [two] آخر نشاط قبل ساعتين
    [few] آخر نشاط قبل { $count } ساعات
    [many] آخر نشاط قبل { $count } ساعة
   *[other] آخر نشاط قبل { $count } ساعة
}
account-sessions-days = { $count ->
    [zero] آخر نشاط قبل { $count } يوم
    [one] آخر نشاط قبل يوم واحد
    [two] آخر نشاط قبل يومين
    [few] آخر نشاط قبل { $count } أيام
    [many] آخر نشاط قبل { $count } يومًا
   *[other] آخر نشاط قبل { $count } يوم
}
account-sessions-from = من { $client }، تسجيل الدخول بتاريخ { $time }
account-language-label = لغة صفحاتنا ورسائلنا
account-language-words = في كل متصفح سُجِّل دخولك فيه.
account-language-browser = حسب إعدادات متصفحي
account-language-save = حفظ اللغة
account-data-password = قد يضغط على هذا الزر أي شخص يجلس إلى جهازك. كلمة مرورك تُظهر أن الطلب منك.
account-close-what = إليك ما سيحدث:
account-close-now = يُسجَّل خروجك فورًا من كل الأجهزة، ولا يمكن لأحد بعد ذلك تسجيل الدخول إلى هذا الحساب.
account-close-kept = يبقى التراجع ممكنًا لمدة { $time }، أي حتى { $until }: نرسل رسالة إلى { $address }، والرابط الذي فيها يعيد إليك حسابك.
account-close-then = بعد ذلك يُحذف حسابك وكل ما يتعلق به نهائيًا، ولا يمكن لأحد استعادته.

### Admin

admin = الإدارة
admin-overview = نظرة عامة
admin-accounts = المستخدمون
admin-mails = الرسائل
admin-addresses = العناوين الموقوفة
admin-audit = سجل التدقيق
admin-search = بحث
admin-pages = الصفحات
admin-pages-first = إلى البداية
admin-pages-more = الصفحة التالية
admin-none = لم يُعثر على شيء.
admin-none-yet = لم يُعثر على شيء حتى الآن. تبحث الصفحة التالية فيما هو أقدم.
admin-no-address = ليس هذا عنوان بريد إلكتروني كاملًا ولا معرّفًا.
admin-yes = نعم
admin-no = لا
admin-by = بواسطة

admin-overview-words = آخر ثلاثين يومًا، والأيام بتوقيت UTC.
admin-overview-cut = البيانات كثيرة جدًا، فلم يُحسب إلا أحدثها: الأيام الأولى غير مكتملة.
admin-overview-times = أزمنة الاستجابة هي أزمنة هذه العملية (process) منذ بدء تشغيلها، ولآخر 24 ساعة على الأكثر: من كل مئة طلب، لم يستغرق تسعة وتسعون طلبًا أكثر من هذا الزمن.
admin-plot-sign-ups-title = التسجيلات والتأكيدات
admin-plot-sign-ups = التسجيلات
admin-plot-confirmed = التأكيدات
admin-plot-share-title = التأكيدات لكل مئة تسجيل في اليوم نفسه
admin-plot-share = النسبة
admin-plot-mails-title = الرسائل حسب الحالة
admin-plot-failures-title = الرسائل التي فشل إرسالها
admin-plot-p99-title = زمن الاستجابة (المئين 99)
admin-plot-p99 = زمن الاستجابة
admin-plot-below = كل الأرقام في الجدول أسفل الرسم.
admin-plot-table = عرض كجدول
admin-plot-when = الوقت
admin-plot-nothing = لا توجد بيانات بعد.

admin-accounts-search = العنوان أو المعرّف
admin-accounts-hint = تكفي بداية العنوان للعثور عليه فورًا. وإذا لم يبدأ أي عنوان بذلك، نبحث داخل العناوين.
admin-accounts-which = عرض
admin-accounts-all = الكل
admin-accounts-confirmed = الحسابات
admin-accounts-waiting = التسجيلات بانتظار التأكيد
admin-accounts-disabled = الحسابات المعطّلة
admin-accounts-within = يوجد نص البحث في موضع ما من هذه العناوين، والأحدث أولًا.
admin-accounts-wider = البحث داخل العناوين أيضًا
admin-column-state = الحالة
admin-column-confirmed = مؤكَّد
admin-column-mail = آخر رسالة
admin-column-signed-in = آخر تسجيل دخول
admin-column-since = منذ
admin-state-active = نشط
admin-state-admin = مسؤول
admin-state-disabled = معطّل
admin-state-waiting = غير مؤكَّد
admin-state-closed = أغلقه صاحبه
admin-state-closed-until = أغلقه صاحبه، ويُحتفظ به حتى { $time }

admin-fact-id = المعرّف
admin-fact-sessions = الجلسات
admin-fact-password = كلمة المرور منذ
admin-fact-password-none = لم تُختَر بعد
admin-fact-until = ينتظر حتى
admin-fact-rivals = محاولات أخرى لهذا العنوان
admin-fact-marked = لا تُرسَل إليه رسائل منذ
admin-account-audit = نشاط الحساب وما جرى عليه، في سجل التدقيق
admin-account-mails = رسائل الحساب
admin-acts = الإجراءات المتاحة
admin-send-reset = إرسال رابط لاختيار كلمة مرور
admin-send-reset-words = تصل الرسالة المعتادة إلى صاحب الحساب. ولا يتغير شيء حتى يُستخدم الرابط الذي فيها، ولا يظهر لك هذا الرابط أبدًا.
admin-end-sessions = تسجيل الخروج من كل الأجهزة
admin-end-sessions-words = يُسجَّل الخروج فورًا من كل الأجهزة. تبقى كلمة المرور كما هي.
admin-disable = تعطيل الحساب
admin-disable-words = لا يعود تسجيل الدخول ممكنًا، ويُسجَّل الخروج من كل الأجهزة، وتبطل الروابط التي أُرسلت. يمكن إعادة تفعيل الحساب لاحقًا.
admin-enable = إعادة تفعيل الحساب
admin-enable-words = يمكن لصاحب الحساب تسجيل الدخول من جديد بكلمة المرور السابقة.
admin-delete = حذف الحساب
admin-delete-words = يُحذف الحساب وكل ما يتعلق به نهائيًا، ولا يمكن لأحد استعادته.
admin-account-yourself = هذا حسابك. لا يمكن تعطيله أو حذفه من هنا، حتى يبقى هناك مسؤول دائمًا. يمكن طلب ذلك من مسؤول آخر، أو استخدام سطر الأوامر.
admin-account-no-reset = لا تُرسَل هذه الرسالة إلى حساب معطّل. يُرجى إعادة تفعيله أولًا.
admin-account-disabled = تم تعطيل الحساب وتسجيل الخروج من كل الأجهزة.
admin-account-enabled = تمت إعادة تفعيل الحساب.
admin-account-sessions-ended = تم تسجيل الخروج من كل الأجهزة.
admin-account-reset-sent = وُضعت الرسالة في قائمة الانتظار.
admin-account-deleted = تم حذف الحساب.

admin-sign-up-account = لهذا العنوان { $open }حساب{ $close } بالفعل. لا يمكن أن ينشأ عن هذا التسجيل حساب آخر.
admin-resend = إرسال رسالة التأكيد مرة أخرى
admin-resend-words = تُرسَل الرسالة المعتادة إلى العنوان مرة أخرى.
admin-remove = حذف هذا التسجيل
admin-remove-words = تبطل روابطه. ويمكن لمن أنشأه التسجيل من جديد.
admin-sign-up-resent = وُضعت الرسالة في قائمة الانتظار.
admin-sign-up-removed = تم حذف التسجيل.

admin-story = ما حدث
admin-story-cut = لا يُعرض هنا إلا الأحدث.
admin-story-sign-up = تسجيل
admin-story-confirmed = تأكيد التسجيل
admin-story-mail = رسالة
admin-story-session = تسجيل دخول لا يزال قائمًا
admin-story-change = طلب عنوان آخر
admin-story-changed = تغيير العنوان
admin-story-change-undone = إيقاف التغيير أو التراجع عنه
admin-story-line = تدقيق

admin-mail-queued = في قائمة الانتظار
admin-mail-sent = أُرسلت
admin-mail-failed = فشلت
admin-mail-obsolete = لم تعد لازمة
admin-mail-skipped = لن تُرسَل
admin-mails-all = الكل
admin-mails-search = العنوان
admin-mails-asked = طُلبت بتاريخ { $time }
admin-mails-finished = انتهت بتاريخ { $time }
admin-mails-next = المحاولة التالية بتاريخ { $time }
admin-mails-tries = { $count ->
    [zero] لا محاولات بعد
    [one] محاولة واحدة
    [two] محاولتان
    [few] { $count } محاولات
    [many] { $count } محاولة
   *[other] { $count } محاولة
}
admin-mails-retry = المحاولة مرة أخرى
admin-mails-retry-one = المحاولة مرة أخرى: الرسالة إلى { $address }
admin-mails-retry-all = المحاولة مرة أخرى لكل الرسائل التي فشلت
admin-mails-queued = تمت الإضافة إلى قائمة الانتظار للإرسال الآن.
admin-mails-busy = يجري إرسال هذه الرسالة الآن، أو انتهى أمرها.

admin-addresses-words = رفض خادم بريد هذه العناوين نهائيًا، أو اشتكى أصحابها. لا تُرسَل إليها رسائل حتى يُرفع الإيقاف عنها.
admin-addresses-release = رفع الإيقاف
admin-addresses-release-one = رفع الإيقاف عن { $address }
admin-addresses-release-all = رفع الإيقاف عن كل العناوين التي تعذّر التسليم إليها
admin-addresses-released = رُفع الإيقاف، وعاد الإرسال ممكنًا.
admin-addresses-free = الإرسال إلى هذا العنوان غير موقوف.
admin-addresses-more = هناك عناوين أكثر مما يظهر هنا.
admin-mark-undeliverable = تعذّر التسليم
admin-mark-complained = شكوى

admin-audit-search = العنوان، أو معرّف الحساب
admin-audit-event = الحدث
admin-audit-all = الكل
admin-audit-account = الحساب
