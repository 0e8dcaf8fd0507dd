"""The pattern list (`00`): what offices may take over and change. It is in force nowhere.

The 42 items with who may do them are those of the Shanghai list for long-term care insurance, as found in one public
source, hence `single-source`. What a nurse must be (five years, 护师) is the pilot notice of 2019 on nursing by internet.
That medical work needs a doctor's order, and the four items of the house at the end, are our own rules. Lists of what is
forbidden were not to be had from a source that can be named: what stands on no list is not done.
"""

from datetime import UTC, datetime

from django.db import migrations

from yiyang.foundation.identifiers import new_id

AT = datetime(2026, 11, 21, tzinfo=UTC)
LIST = "上海市长护险居家照护 42 项（公开代码库所载）"
OWN = "Yiyang"
# code, 中文, English, only by a nurse
ITEMS = [
    ("hn01", "头面部清洁、梳理", "Face and head cleaning", False),
    ("hn02", "洗发", "Hair washing", False),
    ("hn03", "指/趾甲护理", "Nail care", False),
    ("hn04", "手、足部清洁", "Hand and foot washing", False),
    ("hn05", "温水擦浴", "Bed bath", False),
    ("hn06", "沐浴", "Shower or bath", False),
    ("hn07", "协助进食/水", "Help with food and drink", False),
    ("hn08", "口腔清洁", "Mouth care", False),
    ("hn09", "协助更衣", "Help with dressing", False),
    ("hn10", "整理床单位", "Bed making", False),
    ("hn11", "排泄护理", "Toileting care", False),
    ("hn12", "失禁护理", "Incontinence care", False),
    ("hn13", "床上使用便器", "Bedpan", False),
    ("hn14", "人工取便术", "Manual removal of stool", True),
    ("hn15", "晨间护理", "Morning care", False),
    ("hn16", "晚间护理", "Evening care", False),
    ("hn17", "会阴护理", "Perineal care", False),
    ("hn18", "药物管理", "Medicine management", False),
    ("hn19", "协助翻身叩背排痰", "Turning, percussion, sputum", False),
    ("hn20", "协助床上移动", "Moving in bed", False),
    ("hn21", "借助器具移动", "Moving with aids", False),
    ("hn22", "皮肤外用药涂擦", "Skin ointment", False),
    ("hn23", "安全护理", "Safety care", False),
    ("hn24", "生活自理能力训练", "Daily-living training", False),
    ("hn25", "压疮预防护理", "Pressure-ulcer prevention", False),
    ("hn26", "留置尿管的护理", "Indwelling urinary catheter care", True),
    ("hn27", "人工肛门便袋护理", "Colostomy bag care", True),
    ("hn28", "开塞露/直肠栓剂给药", "Enema capsule or suppository", True),
    ("hn29", "鼻饲", "Tube feeding", True),
    ("hn30", "药物喂服", "Giving oral medicine", False),
    ("hn31", "物理降温", "Physical cooling", False),
    ("hn32", "生命体征监测", "Vital signs", False),
    ("hn33", "吸氧", "Oxygen", True),
    ("hn34", "灌肠", "Enema", True),
    ("hn35", "导尿（女性）", "Female catheterisation", True),
    ("hn36", "血糖监测", "Blood glucose check", False),
    ("hn37", "压疮伤口换药", "Pressure-ulcer dressing", True),
    ("hn38", "静脉血标本采集", "Venous blood sampling", True),
    ("hn39", "肌肉注射", "Intramuscular injection", True),
    ("hn40", "皮下注射", "Subcutaneous injection", True),
    ("hn41", "造口护理", "Stoma care", True),
    ("hn42", "经外周静脉置入中心静脉导管（PICC）维护", "PICC maintenance", True),
]
# code, kind, 中文, English, licence, assessed first, minutes
HOUSE = [
    ("assessment", "assessment", "首次上门评估", "First assessment at home", "nurse", False, 60),
    ("escort", "escort", "陪同就医", "Escort to hospital", "", False, 240),
    ("cleaning", "domestic", "家政保洁", "Housekeeping", "", False, 120),
    ("haircut", "domestic", "上门理发", "Haircut at home", "", False, 40),
]
MEDICAL = (
    ("核对姓名和医嘱", "Check the name and the doctor's order"),
    ("洗手、戴口罩", "Wash hands, put on a mask"),
    ("按医嘱操作", "Do what was ordered"),
    ("观察反应十分钟", "Watch for ten minutes"),
    ("收拾医疗废物", "Take the clinical waste along"),
)
CARE = (
    ("核对姓名", "Check the name"),
    ("洗手", "Wash hands"),
    ("完成约定的照护", "Give the care that was agreed"),
    ("整理房间、问一问还需要什么", "Tidy up, and ask what else is needed"),
)
ESCORT = (
    ("接到老人", "Picked up at home"),
    ("陪同挂号、就诊", "Waiting and seeing the doctor together"),
    ("取药并核对", "Medicines collected and checked"),
    ("送回家中", "Brought home"),
)
LINES = {"medical": MEDICAL, "care": CARE, "escort": ESCORT, "assessment": CARE[:2], "domestic": CARE[2:]}


def fill(apps, schema_editor):
    item = apps.get_model("home_visit", "Item")
    rows = [
        _row(item, code, "medical" if nurse else "care", zh, en, "nurse" if nurse else "", True, 60, LIST)
        for code, zh, en, nurse in ITEMS
    ]
    rows += [_row(item, code, kind, zh, en, licence, first, minutes, OWN)
             for code, kind, zh, en, licence, first, minutes in HOUSE]
    item.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


def _row(item, code, kind, zh, en, licence, first, minutes, source):
    lines = LINES[kind]
    return item(
        id=new_id(),
        province="00",
        code=code,
        version=1,
        name=zh,
        name_en=en,
        kind=kind,
        allowed=True,
        licence=licence,
        years_min=5 if licence == "nurse" else 0,
        title_min="护师" if licence == "nurse" else "",
        needs_order=kind == "medical",
        needs_assessment=first,
        minutes=minutes,
        checklist=[line for line, _ in lines],
        checklist_en=[line for _, line in lines],
        source=source,
        status="single-source" if source == LIST else "own-rule",
        changed_at=AT,
    )


def empty(apps, schema_editor):
    rows = apps.get_model("home_visit", "Item").objects.using(schema_editor.connection.alias)
    rows.filter(province="00", version=1, keeper=None).delete()


class Migration(migrations.Migration):
    dependencies = [("home_visit", "0002_one_place_at_a_time")]
    operations = [migrations.RunPython(fill, empty)]
