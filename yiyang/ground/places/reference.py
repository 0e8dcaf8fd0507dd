"""The words of the rule tables: categories of what can be sold, and papers a house can show.

Which kind of house sells what (`Kind`) and which papers it must show (`EntryRule`) are rows, first filled by migration
0005; an office adds its own rules beside the general ones.
"""

from __future__ import annotations

# Categories of what can be sold (a service belongs to exactly one): code → (Chinese, English).
CATEGORIES: dict[str, tuple[str, str]] = {
    "consultation": ("诊疗", "Medical consultation"),
    "surgery": ("手术", "Surgery"),
    "examination": ("检查检验", "Examination and tests"),
    "nursing": ("护理", "Nursing"),
    "rehabilitation": ("康复", "Rehabilitation"),
    "medicine": ("药品", "Medicines"),
    "device": ("器械", "Devices and aids"),
    "residence": ("入住养老", "Residential care"),
    "day-care": ("日间照料", "Day care"),
    "home-help": ("居家服务", "Help at home"),
    "meal": ("助餐", "Meals"),
    "activity": ("活动", "Activities"),
    "lodging": ("旅居", "Lodging and travel"),
    "goods": ("商品", "Goods"),
    "transport": ("接送", "Transport"),
}

# Papers: code → (Chinese, English, does it expire).
PAPERS: dict[str, tuple[str, str, bool]] = {
    "business-licence": ("营业执照", "Business licence", False),
    "legal-person": ("法人证书", "Certificate of legal person", False),
    "medical-practice": ("医疗机构执业许可证", "Licence of a medical institution", True),
    "elderly-care-record": ("养老机构备案回执", "Record of an elderly-care institution", True),
    "fire-safety": ("消防安全检查合格证", "Fire safety certificate", True),
    "food-business": ("食品经营许可证", "Food business licence", True),
    "drug-business": ("药品经营许可证", "Drug business licence", True),
    "device-business": ("医疗器械经营许可证", "Medical device business licence", True),
    "laboratory": ("临床实验室资质", "Clinical laboratory certificate", True),
    "lodging-licence": ("特种行业许可证（旅馆业）", "Lodging licence", True),
    "travel-licence": ("旅行社业务经营许可证", "Travel agency licence", True),
    "liability-insurance": ("责任保险", "Liability insurance", True),
    "appointment-letter": ("任命文件", "Letter of appointment", False),
}

# Medical care that a house gives on its own premises: code → (Chinese, English).
ON_SITE: dict[str, tuple[str, str]] = {
    "doctor": ("医生驻点", "A doctor in the house"),
    "night-doctor": ("夜间医生", "A doctor at night"),
    "nursing": ("护士值班", "Nurses on duty"),
    "rehabilitation": ("康复训练", "Rehabilitation"),
    "pharmacy": ("药房", "A pharmacy"),
    "oxygen": ("吸氧", "Oxygen"),
    "dialysis": ("透析", "Dialysis"),
    "infusion": ("输液", "Infusions"),
    "tests": ("化验采样", "Taking samples for tests"),
    "hospice": ("安宁疗护", "Hospice care"),
}

# Whose a house is: code → (Chinese, English).
OWNERS: dict[str, tuple[str, str]] = {
    "public": ("公办", "Public"),
    "private": ("民办", "Private"),
    "mixed": ("公建民营", "Publicly built, privately run"),
}
