"""Sending what was composed, until the other side has taken it or it is given up with the reason.

``service.send_waiting`` is the seam; what is promised, and the one window in which a mail may come twice, stands in
``docs/delivery.md``.
"""
