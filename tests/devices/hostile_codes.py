"""More than 500 codes meant to be taken for something else than bytes (F027)."""

from __future__ import annotations

from itertools import product

_PLANTED = (
    "' OR '1'='1", "'; DROP TABLE ticket;--", "1 UNION SELECT * FROM journal", "\" OR \"\"=\"", "admin'--",
    "<b>bold</b>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<a href='file:///etc/passwd'>x</a>",
    "&lt;i&gt;", "<font size=99>big</font>", "import QtQuick 2.0; Item{}", "<style>*{display:none}</style>",
    "$(reboot)", "`id`", "; rm -rf /", "| cat /etc/shadow", "&& shutdown now", "${HOME}", "%COMSPEC%", "\\x41",
    "kapok/1/hall/command/door", "#", "+", "$SYS/#", "kapok/+/+/request/#", "a/../../b", "/", "\0topic",
    "a\r\nb", "a\nSet-Cookie: x=1", "\r\n\r\nHTTP/1.1 200 OK", "\r", "a\rb", "a\tb",
    "%s%s%s%n", "%d", "{0}", "{self.__class__}", "{{7*7}}", "%(name)s", "${jndi:ldap://127.0.0.1/a}", "{card.number}",
    "../../../../etc/passwd", "..\\..\\windows", "file:///dev/zero", "/dev/ttyS0", "C:\\con", "~root",
    "\x1b[2J", "\x1b@", "\x1dV\x00", "\x10\x04\x01", "\x1c&", "\x02\x010000#SCNTRG1\x06;\x03", "\x16T\r", "\x7e\x01",
    "\u202eA012", "\ufeffA012", "A\u200b012", "𠮷", "Ａ０１２", "e\u0301", "\ud7ff",
    "[object Object]", "__proto__", "null", "NaN", "-1", "99999999999999999999", "0x41", "1e309", "true", "undefined",
    "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+1", "-2+3", "[{\"kind\":\"issue\"}]", "{\"a\":", "]]>",
    "<!ENTITY x SYSTEM 'y'>", "') OR 1=1#", "Qt.quit()",
)  # fmt: skip
_AROUND = (("", ""), ("A012", ""), ("", "A012"), ("https://example.cn/?q=", ""), ('"', '"'), ("'", "'"), ("\t", "\t "))

HOSTILE_CODES = tuple(
    dict.fromkeys((before + planted + after).encode() for planted, (before, after) in product(_PLANTED, _AROUND))
)
