"""What people are called: surnames as frequent as in Sichuan, given names of their generation, with their pinyin."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from yiyang.ground.people.search_tokens import pinyin

_SURNAMES = (
    "李李李李王王王王张张张张刘刘刘陈陈陈杨杨杨黄黄周周罗罗何何吴吴赵赵唐唐邓邓徐胡曾蒋谢郑冯"
    "廖彭高林马朱孙郭梁宋肖余叶程蔡袁钟谭汪田范魏夏姜邹石熊方白毛邱秦江史顾侯邵孟龙万段雷钱汤"
)
# By sex, for those born before 1966 and after.
_FIRST = {
    ("female", True): "秀桂玉淑素惠德凤兰翠清文金春光琼碧永昌天",
    ("female", False): "丽晓红燕静雪敏艳海婷玲晶小文佳雅思春莉娟",
    ("male", True): "国建德正长明光永志文世成富万学天福安兴大",
    ("male", False): "伟强军勇晓海志建俊鹏小文宏斌立云永涛家飞",
}
_SECOND = {
    ("female", True): "英兰珍芳华琴芬容群碧清蓉莲香菊仙贞秀云琼",
    ("female", False): "敏丽娟梅燕玲艳霞萍芳琳洁英蓉莉颖佳琴红云",
    ("male", True): "华明国林才贵荣全富清云兴发成忠祥德良义安",
    ("male", False): "军强伟勇平东波林峰涛辉超鹏刚斌杰华明云川",
}


def called(dice: Random, sex: str, *, elder: bool, surname: str = "") -> str:
    """A Chinese name; one elder in ten has a single given character."""
    first, second = _FIRST[sex, elder], _SECOND[sex, elder]
    given = dice.choice(second) if dice.random() < 0.1 else dice.choice(first) + dice.choice(second)
    return (surname or dice.choice(_SURNAMES)) + given


@lru_cache(maxsize=100_000)
def latin(name: str) -> str:
    """The name as it is written in English: surname first, given name in one word."""
    syllables = pinyin(name)
    return f"{syllables[0].capitalize()} {''.join(syllables[1:]).capitalize()}"
