"""Addresses of the web door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from yiyang.doors.web.pages import (
    account,
    bills,
    cases,
    encounter,
    entries,
    family,
    file,
    finding,
    home,
    inbox,
    orders,
    reception,
    showing,
    trust,
    voices,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("acting", home.acting, name="acting"),
    path("care/<uuid:person_id>", home.care, name="care"),
    path("find", finding.find, name="find"),
    path("provider/<uuid:service_id>", finding.provider, name="provider"),
    path("find/how", finding.how, name="how"),
    path("orders", orders.orders, name="orders"),
    path("orders/<uuid:order_id>/bill", bills.bill, name="bill"),
    path("orders/<uuid:order_id>/rate", voices.rate, name="rate"),
    path("receipts/<uuid:payment_id>", bills.receipt, name="receipt"),
    path("file", file.mine, name="file"),
    path("file/looks", file.looks, name="looks"),
    path("file/<uuid:person_id>", file.of, name="file_of"),
    path("family", family.family, name="family"),
    path("family/<uuid:relative_id>/leave", family.leave, name="family_leave"),
    path("visit/<uuid:encounter_id>", encounter.encounter, name="encounter"),
    path("reception", reception.reception, name="reception"),
    path("reception/new", reception.newcomer, name="newcomer"),
    path("reception/<uuid:person_id>", reception.caller, name="caller"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.read, name="inbox_read"),
    path("help", cases.help_wanted, name="help"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("entries", entries.entries, name="entries"),
    path("entries/<uuid:application_id>", entries.entry, name="entry"),
    path("trust", trust.trust, name="trust"),
    path("trust/check", trust.check, name="trust_check"),
    path("trust/<uuid:entry_id>", trust.entry, name="trust_entry"),
    path("security", account.security, name="account"),
    path("components", showing.living, name="components"),
    path("language", showing.language, name="language"),
    path("appearance", showing.appearance, name="appearance"),
]
