"""Addresses of the manager's pages, below `/house/`."""

from __future__ import annotations

from django.urls import URLPattern, path

from yiyang.doors.web.pages.house import papers, prices, profile, schedules, services, staff, voices

urlpatterns: list[URLPattern] = [
    path("services", services.services, name="house_services"),
    path("services/new", services.new, name="house_service_new"),
    path("services/<uuid:service_id>", services.service, name="house_service"),
    path("services/<uuid:service_id>/retire", services.retire, name="house_service_retire"),
    path("services/<uuid:service_id>/prices", prices.prices, name="house_prices"),
    path("services/<uuid:service_id>/prices/<uuid:rule_id>/withdraw", prices.withdraw, name="house_price_withdraw"),
    path("schedules", schedules.schedules, name="house_schedules"),
    path("schedules/new", schedules.new, name="house_week_new"),
    path("schedules/<uuid:schedule_id>", schedules.week, name="house_week"),
    path("sessions/<uuid:session_id>/withdraw", schedules.withdraw, name="house_session_withdraw"),
    path("leave", schedules.leave, name="house_leave"),
    path("leave/<uuid:closure_id>/back", schedules.reopen, name="house_reopen"),
    path("staff", staff.staff, name="house_staff"),
    path("staff/new", staff.engage, name="house_engage"),
    path("staff/<uuid:person_id>", staff.member, name="house_member"),
    path("staff/<uuid:person_id>/roles/<uuid:assignment_id>/end", staff.end, name="house_role_end"),
    path("staff/<uuid:person_id>/licences/<uuid:licence_id>/revoke", staff.revoke, name="house_licence_revoke"),
    path("voices", voices.voices, name="house_voices"),
    path("papers", papers.papers, name="house_papers"),
    path("profile", profile.profile, name="house_profile"),
]
