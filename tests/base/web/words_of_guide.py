"""Words for the style guide, in a left-to-right and a right-to-left language."""

import re

_KEYS = re.findall(
    r"\w+",
    "hello sub register expire ready ready_sub all mail event c1 c2 kind1 kind2 h1 h2 cta1 cta2 fit min best funnel "
    "fnote sending rate details pause next history insight by_asset sub2 ghost asset won flow flow_sub weeks unknown "
    "search ok wait bad form save empty empty_text people leads deals open f1 f2 f3 f4 mea eu brand sign",
)
_EN = (
    "Good morning, Layla|Three campaigns are ready in your brand. Pick one, choose who gets it, and you are done in "
    "about two minutes.|Register a deal|2 deal registrations expire on Friday|Ready to launch|Already carrying your "
    "logo, colour and contact details.|All|Email|Events|Ransomware readiness check|Lunch and learn: zero trust in 45 "
    "minutes|Email sequence|Event kit|Would you know within the hour?|Lunch is on us. So is the plan.|Check my "
    "readiness|Save my seat|397 of your contacts fit|2 min|Best match|From contact to deal|Opens are not counted: mail "
    "apps open messages on their own.|Sending now|62 a minute, done about 10:42|Details|Pause|Next for you|History|"
    "Readiness check leads with 25 % of won revenue.|Revenue by asset|From 1 February to 30 April|Same asset under "
    "last touch|Asset|Won|Where it comes from|From asset to region to outcome|Week by week|No known touch|Find a "
    "name|Approved|Waiting, 3 hours|Declined|Your campaign|Save|No deals yet|When someone you wrote to wants to talk, "
    "register the deal here and it is yours for 90 days.|People reached|New leads|Deals|Open pipeline|What SASE "
    "replaces|Backup check|Device refresh|No known touch|Middle East|Europe|Your brand|Sign in"
)
_AR = (
    "صباح الخير يا ليلى|ثلاث حملات جاهزة بهويتكم. اختاروا واحدة ومن يستلمها، وتنتهون في نحو دقيقتين.|سجّلوا صفقة|"
    "تنتهي صلاحية تسجيل صفقتين يوم الجمعة|جاهزة للإطلاق|تحمل شعاركم ولونكم وبيانات التواصل.|الكل|بريد|فعاليات|فحص "
    "الجاهزية للفدية|غداء عمل: الثقة الصفرية في 45 دقيقة|سلسلة بريدية|حزمة فعالية|هل ستعرفون خلال ساعة؟|الغداء علينا. "
    "والخطة أيضًا.|افحصوا الجاهزية|احجزوا مقعدًا|397 من جهات اتصالكم|دقيقتان|الأنسب|من جهة الاتصال إلى الصفقة|لا نحسب "
    "الفتح: برامج البريد تفتح الرسائل بنفسها.|يُرسل الآن|62 في الدقيقة، ينتهي نحو 10:42|التفاصيل|إيقاف مؤقت|التالي "
    "لكم|السجل|يتصدر فحص الجاهزية بنسبة 25% من الإيراد.|الإيراد بحسب المادة|من 1 فبراير إلى 30 أبريل|المادة نفسها عند "
    "آخر تفاعل|المادة|مكسوب|مسار الإيراد|من المادة إلى المنطقة إلى النتيجة|أسبوعًا بأسبوع|بلا تفاعل معروف|ابحثوا عن "
    "اسم|مقبولة|بانتظار الرد، 3 ساعات|مرفوضة|حملتكم|حفظ|لا صفقات بعد|عندما يرغب أحدهم في الحديث، سجّلوا الصفقة هنا "
    "وتبقى لكم 90 يومًا.|الأشخاص|عملاء محتملون|الصفقات|فرص مفتوحة|ما الذي تستبدله SASE|فحص النسخ الاحتياطي|تجديد "
    "الأجهزة|بلا تفاعل معروف|الشرق الأوسط|أوروبا|هويتكم|تسجيل الدخول"
)
WORDS = {language: dict(zip(_KEYS, text.split("|"), strict=True)) for language, text in (("en", _EN), ("ar", _AR))}
