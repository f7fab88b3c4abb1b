# العربية الفصحى الحديثة، بصيغ تصلح للجميع.

seconds = { $count ->
    [zero] { $count } ثانية
    [one] ثانية واحدة
    [two] ثانيتين
    [few] { $count } ثوانٍ
    [many] { $count } ثانية
   *[other] { $count } ثانية
}
minutes = { $count ->
    [zero] { $count } دقيقة
    [one] دقيقة واحدة
    [two] دقيقتين
    [few] { $count } دقائق
    [many] { $count } دقيقة
   *[other] { $count } دقيقة
}
hours = { $count ->
    [zero] { $count } ساعة
    [one] ساعة واحدة
    [two] ساعتين
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
days = { $count ->
    [zero] { $count } يوم
    [one] يوم واحد
    [two] يومين
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}

link-lasts = يعمل الرابط لمدة { $time }.
questions = هل لديك أسئلة؟ يمكن مراسلتنا على { $support }

confirm-subject = تأكيد عنوانك لدى { $product }
confirm-preheader = بقيت خطوة واحدة ويصبح حسابك جاهزًا.
confirm-title = أهلًا بك في { $product }
confirm-words = بقيت خطوة واحدة: تأكيد أن هذا العنوان لك.
confirm-button = تأكيد عنواني
confirm-proof = يُرجى فتح الرابط في المتصفح الذي جرى التسجيل فيه، أو تجهيز كلمة المرور التي اخترتها عند التسجيل.
confirm-not-you = إذا لم يكن هذا منك، فيمكن تجاهل هذه الرسالة: لا يُنشأ أي حساب من دون هذا الرابط. وتتيح الصفحة التي يفتحها أيضًا إبلاغنا بأن هذا لم يكن منك.

already-registered-subject = لديك حساب بالفعل لدى { $product }
already-registered-preheader = ليس هناك ما يلزم تأكيده، ولم يتغير شيء. يكفي تسجيل الدخول.
already-registered-title = لديك حساب بالفعل
already-registered-words = حاول شخص ما، وربما كان ذلك منك، التسجيل لدى { $product } بهذا العنوان، أو طلب رسالة لتأكيده. لديك حساب هنا بالفعل، لذا ليس هناك ما يلزم تأكيده، ولم يتغير شيء.
already-registered-button = تسجيل الدخول
already-registered-forgotten = إذا نسيت كلمة المرور، فيمكن طلب كلمة مرور جديدة من تلك الصفحة.
already-registered-not-you = إذا لم يكن هذا منك، فيمكن تجاهل هذه الرسالة. حسابك وكلمة مرورك كما كانا.

reset-subject = اختيار كلمة مرور جديدة لدى { $product }
reset-preheader = يمكن اختيارها عبر الرابط في هذه الرسالة.
reset-title = اختيار كلمة مرور جديدة
reset-words = وصلنا طلبك لكلمة مرور جديدة لدى { $product }. يمكن اختيارها الآن.
reset-button = اختيار كلمة مرور جديدة
reset-once = يعمل الرابط مرة واحدة.
reset-once-for = يعمل الرابط مرة واحدة، ولمدة { $time }.
reset-not-you = إذا لم يكن هذا منك، فيمكن تجاهل هذه الرسالة؛ وتتيح الصفحة التي يفتحها الرابط إبلاغنا بذلك أيضًا. تبقى كلمة مرورك كما هي.

password-changed-subject = تغيّرت كلمة مرورك لدى { $product }
password-changed-preheader = إذا كان هذا منك، فلا حاجة إلى فعل شيء.
password-changed-title = تغيّرت كلمة مرورك
password-changed-words = تغيّرت كلمة المرور لحسابك لدى { $product }. إذا كان هذا منك، فكل شيء على ما يرام، ولا حاجة إلى فعل شيء.
password-changed-button = لم يكن هذا مني
password-changed-not-you = إذا لم يكن هذا منك، فيُرجى فتح الرابط واختيار كلمة مرور جديدة فورًا. ويؤدي ذلك أيضًا إلى تسجيل خروج الجميع.

suspicious-sign-in-subject = تسجيل دخول جديد إلى { $product } بعد كلمات مرور خاطئة
suspicious-sign-in-preheader = إذا كان هذا منك، فلا حاجة إلى فعل شيء.
suspicious-sign-in-title = سجّل أحدهم الدخول إلى حسابك
suspicious-sign-in-words = جُرِّبت عدة كلمات مرور خاطئة لحسابك لدى { $product }. ثم سجّل أحدهم الدخول بكلمة المرور الصحيحة من متصفح لم نعرفه من قبل. إذا كان هذا منك، فكل شيء على ما يرام، ولا حاجة إلى فعل شيء.
suspicious-sign-in-button = لم يكن هذا مني
suspicious-sign-in-not-you = إذا لم يكن هذا منك، فإن أحدهم يعرف كلمة مرورك. يُرجى فتح الرابط واختيار كلمة مرور جديدة فورًا. ويؤدي ذلك أيضًا إلى تسجيل خروج الجميع.

change-email-subject = تأكيد عنوانك الجديد لدى { $product }
change-email-preheader = حتى يتم التأكيد، يبقى عنوانك القديم مستخدمًا.
change-email-title = تأكيد عنوانك الجديد
change-email-words = وصلنا طلبك لاستخدام هذا العنوان لحسابك لدى { $product } من الآن فصاعدًا. لتأكيد أنه لك، يُرجى فتح الرابط في متصفح سبق تسجيل الدخول فيه.
change-email-button = تأكيد هذا العنوان
change-email-until-then = حتى يتم التأكيد، يبقى عنوانك القديم مستخدمًا.
change-email-not-you = إذا لم يكن هذا منك، فيمكن تجاهل هذه الرسالة؛ وتتيح الصفحة التي يفتحها الرابط إبلاغنا بذلك أيضًا.

change-email-notice-subject = سيتغيّر عنوانك لدى { $product } قريبًا
change-email-notice-preheader = إذا كان هذا منك، فلا حاجة إلى فعل شيء هنا. وإلا فيمكن إيقافه.
change-email-notice-title = سيتغيّر عنوانك قريبًا
change-email-notice-words = طلب شخص يعرف كلمة مرورك تغيير عنوان حسابك لدى { $product }.
change-email-notice-words-to = طلب شخص يعرف كلمة مرورك تغيير عنوان حسابك لدى { $product } إلى { $address }.
change-email-notice-was-you = إذا كان هذا منك، فلا حاجة إلى فعل شيء هنا: يكفي فتح الرابط المرسَل إلى العنوان الجديد.
change-email-notice-button = إيقاف التغيير
change-email-notice-lasts = يعمل الرابط لمدة { $time }، وبعد التغيير أيضًا.
change-email-notice-not-you = إذا لم يكن هذا منك، فيُرجى إيقاف التغيير. يحتفظ حسابك بهذا العنوان أو يستعيده، ويُسجَّل خروج الجميع، ولا تعود كلمة المرور الحالية صالحة. بعد ذلك نرسل إليك رسالة لاختيار كلمة مرور جديدة.

email-changed-subject = تغيّر عنوانك لدى { $product }
email-changed-preheader = إذا كان هذا منك، فلا حاجة إلى فعل شيء. وإلا فيمكن التراجع عنه.
email-changed-title = تغيّر عنوانك
email-changed-words = تغيّر عنوان حسابك لدى { $product }. من الآن فصاعدًا تصل رسائلنا إلى العنوان الجديد.
email-changed-words-to = تغيّر عنوان حسابك لدى { $product } إلى { $address }. من الآن فصاعدًا تصل رسائلنا إليه.
email-changed-was-you = إذا كان هذا منك، فكل شيء على ما يرام، ولا حاجة إلى فعل شيء.
email-changed-button = التراجع عن التغيير
email-changed-not-you = إذا لم يكن هذا منك، فيُرجى التراجع عن التغيير. يستعيد حسابك هذا العنوان، ويُسجَّل خروج الجميع، ولا تعود كلمة المرور الحالية صالحة. بعد ذلك نرسل إليك رسالة لاختيار كلمة مرور جديدة.

account-closed-subject = أُغلق حسابك لدى { $product }
account-closed-preheader = عند تغيير رأيك، لا يزال من الممكن استعادته.
account-closed-title = أُغلق حسابك
account-closed-words = أُغلق حسابك لدى { $product }، وسُجِّل خروج الجميع. نحتفظ بما يخصه مدة أطول قليلًا تحسبًا لتغيير رأيك، ثم يُحذف نهائيًا.
account-closed-was-you = إذا كان هذا منك، فلا حاجة إلى فعل شيء.
account-closed-button = الاحتفاظ بحسابي
account-closed-lasts = يعمل الرابط مرة واحدة، ولمدة { $time }. تتيح صفحته اختيار كلمة مرور جديدة، فيعود حسابك كما كان. بعد ذلك لا يمكن لأحد استعادته.
account-closed-ends = يعمل الرابط مرة واحدة. تتيح صفحته اختيار كلمة مرور جديدة، فيعود حسابك كما كان. وبعد حذف الحساب لا يمكن لأحد استعادته.
account-closed-not-you = إذا لم يكن هذا منك، فإن أحدهم يعرف كلمة مرورك. يُرجى فتح الرابط واختيار كلمة مرور جديدة: يُفتح حسابك من جديد، ولا يستطيع تسجيل الدخول سواك.
