"""The catalogue of needs and groups, and the constraint that keeps a price unambiguous.

Ranges carry their own GiST operators in core PostgreSQL, so no extension is needed: a uuid becomes the range that
holds only itself.
"""

from django.db import migrations

# code, category (places), 中文, English, words people type
NEEDS = [
    ("general-practice", "consultation", "全科门诊", "General practice", ["全科", "感冒", "cold"]),
    ("internal-medicine", "consultation", "内科门诊", "Internal medicine", ["内科"]),
    ("cardiology", "consultation", "心内科门诊", "Cardiology", ["心脏", "高血压", "胸闷", "heart", "blood pressure"]),
    ("endocrinology", "consultation", "内分泌科门诊", "Endocrinology", ["糖尿病", "diabetes"]),
    ("neurology", "consultation", "神经内科门诊", "Neurology", ["头晕", "中风", "stroke", "memory"]),
    ("geriatrics", "consultation", "老年医学门诊", "Geriatrics", ["老年病", "old age"]),
    ("orthopaedics", "consultation", "骨科门诊", "Orthopaedics", ["骨折", "腰痛", "back pain"]),
    ("ophthalmology", "consultation", "眼科门诊", "Ophthalmology", ["白内障", "eyes"]),
    ("dentistry", "consultation", "口腔科门诊", "Dentistry", ["牙", "teeth"]),
    ("tcm", "consultation", "中医门诊", "Traditional Chinese medicine", ["中医", "针灸", "acupuncture"]),
    ("rehabilitation", "rehabilitation", "康复治疗", "Rehabilitation", ["康复", "理疗", "physiotherapy"]),
    ("health-check", "examination", "健康体检", "Health check", ["体检", "check-up"]),
    ("remote-consultation", "consultation", "远程问诊", "Remote consultation", ["视频", "网上", "video"]),
    ("dressing-change", "nursing", "伤口换药", "Dressing change", ["换药", "伤口", "wound"]),
    ("injection", "nursing", "上门注射", "Injection at home", ["打针", "注射"]),
    ("nursing-visit", "nursing", "护士上门", "Nurse's visit", ["护士", "护理", "nurse"]),
    ("medicine-delivery", "medicine", "送药上门", "Medicine delivery", ["送药", "药"]),
    ("residence", "residence", "养老床位", "A bed in a residence", ["床位", "养老院", "bed"]),
    ("bathing", "home-help", "助浴", "Help with bathing", ["洗澡", "bath"]),
    ("housekeeping", "home-help", "家政保洁", "Housekeeping", ["保洁", "打扫", "cleaning"]),
    ("haircut", "home-help", "上门理发", "Haircut at home", ["理发", "hair"]),
    ("meal", "meal", "助餐", "Meals", ["吃饭", "午餐", "lunch"]),
    ("day-care", "day-care", "日间照料", "Day care", ["日托"]),
    ("activity", "activity", "文化活动", "Activities and classes", ["书法", "唱歌", "class"]),
    ("sojourn", "lodging", "旅居康养", "Health stay", ["旅居", "度假", "stay"]),
    ("outing", "lodging", "短途出游", "Outing", ["旅游", "tour"]),
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
            need(code=code, category=category, name=zh, name_en=en, words=words, rank=rank)
            for rank, (code, category, zh, en, words) in enumerate(NEEDS, 1)
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
