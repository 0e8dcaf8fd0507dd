"""Fill the kinds of participant and the general entry rules (a copy of the table as it stood on this day)."""

from django.db import migrations

from yiyang.foundation.identifiers import new_id

# code, Chinese, English, sells, papers (paper, expires, mandatory)
KINDS = [
    ("hospital", "医院", "Hospital", ["consultation", "surgery", "examination", "nursing", "rehabilitation", "medicine"],
     [("medical-practice", True, True), ("fire-safety", True, False), ("liability-insurance", True, False)]),
    ("clinic", "诊所", "Clinic", ["consultation", "examination", "nursing", "medicine"],
     [("medical-practice", True, True)]),
    ("community-centre", "社区养老服务中心", "Community care centre", ["nursing", "day-care", "home-help", "meal", "activity", "transport"],
     [("elderly-care-record", True, True), ("food-business", True, False), ("fire-safety", True, False)]),
    ("nursing-home", "养老院", "Nursing home", ["residence", "day-care", "nursing", "rehabilitation", "meal", "activity"],
     [("elderly-care-record", True, True), ("fire-safety", True, True), ("medical-practice", True, False), ("food-business", True, False)]),
    ("family-doctor-team", "家庭医生团队", "Family doctor team", ["consultation", "examination", "nursing"],
     [("medical-practice", True, True)]),
    ("home-nursing", "居家护理公司", "Home nursing company", ["nursing", "rehabilitation", "home-help"],
     [("business-licence", False, True), ("medical-practice", True, True), ("liability-insurance", True, False)]),
    ("pharmacy", "药店", "Pharmacy", ["medicine", "device", "goods"],
     [("drug-business", True, True), ("device-business", True, False)]),
    ("laboratory", "检验机构", "Laboratory", ["examination"],
     [("medical-practice", True, True), ("laboratory", True, True)]),
    ("device-maker", "器械厂商", "Device maker", ["device"],
     [("business-licence", False, True), ("device-business", True, True)]),
    ("merchant", "商户", "Merchant", ["goods", "home-help"],
     [("business-licence", False, True)]),
    ("lodging", "旅居酒店", "Lodging", ["lodging", "meal", "activity"],
     [("business-licence", False, True), ("lodging-licence", True, True), ("travel-licence", True, False), ("food-business", True, False)]),
    ("meal-kitchen", "助餐点", "Meal kitchen", ["meal"],
     [("food-business", True, True)]),
    ("transport", "接送公司", "Transport company", ["transport"],
     [("business-licence", False, True)]),
    ("insurer", "保险机构", "Insurer", [],
     [("business-licence", False, True)]),
    ("government", "政府部门", "Government office", [],
     []),
    ("operator", "平台运营方", "Platform operator", [],
     []),
]


def fill(apps, schema_editor):
    kind, rule = apps.get_model("places", "Kind"), apps.get_model("places", "EntryRule")
    using = schema_editor.connection.alias
    for code, name, name_en, sells, papers in KINDS:
        kind.objects.using(using).update_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "sells": sells}
        )
        for paper, expires, mandatory in papers:
            rule.objects.using(using).get_or_create(
                organisation=None, kind_id=code, paper=paper,
                defaults={"id": new_id(), "expires": expires, "mandatory": mandatory},
            )


class Migration(migrations.Migration):
    dependencies = [("places", "0004_loops_and_agents")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
