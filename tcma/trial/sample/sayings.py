"""What people write in the form of a page, and what partners note about them: plain samples."""

MESSAGES = {
    "en": (
        "Question 6 made me stop. Could we go through it next week?",
        "We have two sites and one person for IT. Where would you begin?",
        "Please call me, mornings are best.",
        "Ten times yes, twice not sure. What does a restore test cost?",
        "Our insurer asks the same questions. Can you help with the answers?",
    ),
    "de": (
        "Bei Frage 6 sind wir hängen geblieben. Können wir nächste Woche telefonieren?",
        "Wir haben zwei Standorte und eine Person für die IT. Womit würden Sie anfangen?",
        "Rufen Sie mich bitte an, am besten vormittags.",
        "Achtmal ja, viermal unsicher. Wie läuft ein Restore-Test bei Ihnen ab?",
    ),
    "ar": (
        "توقفنا عند السؤال السادس. هل يمكننا مناقشته الأسبوع القادم؟",
        "لدينا فرعان وموظف واحد لتقنية المعلومات. من أين نبدأ؟",
        "أرجو الاتصال بي صباحًا.",
        "عشر إجابات بنعم واثنتان بغير متأكد. ما تكلفة اختبار الاستعادة؟",
    ),
}

OWN_LINES = {
    "en": "Most of the questions we get from clients are about the backup, and few have ever tried theirs.",
    "de": "Am häufigsten fragen uns Kunden nach der Sicherung, und die wenigsten haben ihre je ausprobiert.",
}

NOTES = {
    "en": "Called, wants to see how a restore test goes. Two dates proposed for next week.",
    "de": "Angerufen, nicht erreicht. Donnerstag früh noch einmal.",
}

# What Maya changes after the first run, in the German words of mail 1.
BETTER_GERMAN = {
    "email-1.subject": "Wer merkt es, wenn sonntags jemand einbricht?",
    "email-1.preheader": "Zwölf einfache Fragen zeigen, wo Sie stehen. In zwölf Minuten, ohne Installation.",
}
