"""The catalogue of needs and groups, and the constraint that keeps a price unambiguous.

Ranges carry their own GiST operators in core PostgreSQL, so no extension is needed: a uuid becomes the range that
holds only itself.
"""

from django.db import migrations

MEDICAL = ["hospital", "clinic"]
CARE = ["community-centre", "nursing-home", "home-care", "hospital", "clinic"]
DAILY = ["community-centre", "nursing-home", "home-care", "home-service"]
# code, family, 中文, English, words people type, kinds of house that may sell it
NEEDS = [
    ("general-practice", "medical", "全科门诊", "General practice", ["全科", "感冒", "cold"], [*MEDICAL, "community-centre"]),
    ("internal-medicine", "medical", "内科门诊", "Internal medicine", ["内科"], MEDICAL),
    ("cardiology", "medical", "心内科门诊", "Cardiology", ["心脏", "高血压", "胸闷", "heart", "blood pressure"], MEDICAL),
    ("endocrinology", "medical", "内分泌科门诊", "Endocrinology", ["糖尿病", "diabetes"], MEDICAL),
    ("neurology", "medical", "神经内科门诊", "Neurology", ["头晕", "中风", "stroke", "memory"], MEDICAL),
    ("geriatrics", "medical", "老年医学门诊", "Geriatrics", ["老年病", "old age"], MEDICAL),
    ("orthopaedics", "medical", "骨科门诊", "Orthopaedics", ["骨折", "腰痛", "back pain"], MEDICAL),
    ("ophthalmology", "medical", "眼科门诊", "Ophthalmology", ["白内障", "eyes"], MEDICAL),
    ("dentistry", "medical", "口腔科门诊", "Dentistry", ["牙", "teeth"], MEDICAL),
    ("tcm", "medical", "中医门诊", "Traditional Chinese medicine", ["中医", "针灸", "acupuncture"], [*MEDICAL, "community-centre"]),
    ("rehabilitation", "medical", "康复治疗", "Rehabilitation", ["康复", "理疗", "physiotherapy"], CARE),
    ("health-check", "medical", "健康体检", "Health check", ["体检", "check-up"], MEDICAL),
    ("remote-consultation", "medical", "远程问诊", "Remote consultation", ["视频", "网上", "video"], MEDICAL),
    ("dressing-change", "nursing", "伤口换药", "Dressing change", ["换药", "伤口", "wound"], CARE),
    ("injection", "nursing", "上门注射", "Injection at home", ["打针", "注射"], CARE),
    ("nursing-visit", "nursing", "护士上门", "Nurse's visit", ["护士", "护理", "nurse"], CARE),
    ("medicine-delivery", "nursing", "送药上门", "Medicine delivery", ["送药", "药"], ["pharmacy", "hospital"]),
    ("residence", "nursing", "养老床位", "A bed in a residence", ["床位", "养老院", "bed"], ["nursing-home"]),
    ("bathing", "daily-life", "助浴", "Help with bathing", ["洗澡", "bath"], DAILY),
    ("housekeeping", "daily-life", "家政保洁", "Housekeeping", ["保洁", "打扫", "cleaning"], DAILY),
    ("haircut", "daily-life", "上门理发", "Haircut at home", ["理发", "hair"], DAILY),
    ("meal", "food", "助餐", "Meals", ["吃饭", "午餐", "lunch"], [*DAILY, "canteen"]),
    ("day-care", "daily-life", "日间照料", "Day care", ["日托"], ["community-centre", "nursing-home"]),
    ("activity", "culture", "文化活动", "Activities and classes", ["书法", "唱歌", "class"], ["community-centre", "nursing-home", "culture"]),
    ("sojourn", "travel", "旅居康养", "Health stay", ["旅居", "度假", "stay"], ["nursing-home", "hotel", "travel-agency"]),
    ("outing", "travel", "短途出游", "Outing", ["旅游", "tour"], ["travel-agency", "community-centre"]),
]
GROUPS = [
    ("member", "社区会员", "Member of a community"),
    ("sojourner", "旅居客人", "Sojourner"),
    ("child-payer", "子女付费", "Paid by a child"),
    ("veteran", "优抚对象", "Veteran"),
    ("low-income", "低保老人", "Low income"),
]

EXCLUSION = """
    DO $$ BEGIN
        CREATE TYPE uuidrange AS RANGE (subtype = uuid);
    EXCEPTION WHEN duplicate_object THEN NULL;
    END $$;
    ALTER TABLE offers_pricerule ADD CONSTRAINT price_rule_unambiguous EXCLUDE USING gist (
        uuidrange(service_id, service_id, '[]') WITH &&,
        int4range(priority::int, priority::int, '[]') WITH &&,
        tstzrange(starts_at, ends_at) WITH &&,
        int4range(age_from::int, age_to::int) WITH &&,
        int4range(level_from::int, level_to::int) WITH &&
    ) WHERE (state = 'active');
"""


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    need, group = apps.get_model("offers", "Need"), apps.get_model("offers", "CustomerGroup")
    need.objects.using(alias).bulk_create(
        [
            need(code=code, family=family, name=zh, name_en=en, words=words, provider_kinds=kinds, rank=rank)
            for rank, (code, family, zh, en, words, kinds) in enumerate(NEEDS, 1)
        ],
        ignore_conflicts=True,
    )
    group.objects.using(alias).bulk_create(
        [group(code=code, name=zh, name_en=en) for code, zh, en in GROUPS], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("offers", "0002_prices_and_packages")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(EXCLUSION, "ALTER TABLE offers_pricerule DROP CONSTRAINT price_rule_unambiguous"),
    ]
