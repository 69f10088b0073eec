"""Commitments over time: life cycle, timeliness, evidence and reminders.

Wiring and faces need only ``tracker.service.Tracker``; everything under it is a pure function over the types of
``corpus`` and can be used alone: ``state.fold``, ``timeliness.assess``, ``missed.missed_deadlines``,
``timeline.timeline``, ``offices.statistics``, ``answer_clock.answer_term`` and the sentences of ``words``.
"""
