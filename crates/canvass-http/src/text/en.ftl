# Dates
moment = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
  } { $year }, { $clock }

# Around the questions
required = required
optional-note = Questions that are not marked “required” may be skipped.
progress = Page { $count } of { $total }
back = Previous page
next = Next page
send = Send my answers
languages = Language
skip-to-questions = Skip to the questions
most-hint = Choose at most { $count }.
any-hint = You may choose more than one.
chars-hint = At most { $count } characters.
chars-left = { $count } characters left
chars-over = { $count } characters too many
clear-hint = One number from 0 to 10.
test-banner = This is a test. Your answers are kept, but they are not counted in any result.

# What is wrong with the answers
faults-title = { $count ->
    [one] One answer needs your attention
   *[other] { $count } answers need your attention
  }
faults-lead = Nothing was stored yet. What you filled in is still here.
missing-lead = Your other answers are kept.
fault-prefix = Please check
fault-required = Please answer this question.
fault-most = Please choose at most { $count }.
fault-length = Please use at most { $count } characters.
fault-unknown = This answer does not belong to the question. Please choose again.
fault-mixed = Please choose either an answer or “not applicable”, not both.
fault-on-page = on page { $count }
error-title-prefix = Please check:

# After the questions
thanks-title = Thank you
thanks-lead = Your answers have been received.
thanks-close = You may close this page.
finished-title = You have already answered
finished-lead = Your answers were received earlier. Nothing more is needed, and answering twice is not possible.
closed-title = This questionnaire is closed
closed-lead = It could be answered until { $name }. Thank you for wanting to take part.
closed-undated = Its time is over. Thank you for wanting to take part.
not-yet-title = This questionnaire is not open yet
not-yet-lead = It has been prepared, but nobody has opened it for answers yet. Please try the same link again later.
stopped-title = This questionnaire was stopped
stopped-lead = The organisation that invited you has stopped it. Nothing is expected of you.
unknown-title = This link does not lead to a questionnaire
unknown-lead = Please check that the address is complete, exactly as it stands in your invitation. Some mail programs break long links in two.
busy-title = This page cannot be reached just now
busy-lead = Nothing was lost, and what you may just have sent, an answer or a wish not to be asked, was not stored. Please try again in a minute.
uncertain-title = We do not know yet whether your answers were stored
uncertain-lead = Please open the link from your invitation again: it shows whether they have arrived.
stale-title = This page was out of date
stale-lead = Nothing was stored. Please open the questionnaire again; what you had already sent is still there.
reopen = Open the questionnaire again
unsaved-title = These answers were not stored
unsaved-lead = They are shown here so that you can copy them.

# The preference page
preferences-title = Your invitations
preferences-lead = { $name } has invited you to say what you think. You decide whether that may happen again.
preferences-out-lead = If you opt out, no questionnaire of this organisation is sent to you any more. It holds at once and has no end. What has already left may still arrive.
preferences-out-button = Do not invite me again
preferences-out-title = You are not invited any more
preferences-is-out = You have opted out: { $name } sends you no more invitations. What had already left may still arrive. If you change your mind, ask the organisation.
preferences-locked = You are being left out until { $name }. If you would rather be asked, you may end that now.
preferences-lift-button = You may invite me
preferences-lifted = That has ended. You may be invited again.
preferences-nothing = Nothing was changed. Please use a button of this page.
