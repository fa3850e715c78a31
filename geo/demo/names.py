"""Made-up Chinese names: streets, communities, estates; none is meant to be a real one."""

from collections.abc import Iterator

import numpy as np

_FIRST = "栖溪澄霁菱岚筠棠蘅芷渔舟雁鹭梧桐槐杉枫莲荷稻麦禾穗锦绮琴墨砚竹松柏兰芙萤露霖晴"
_SECOND = "霞汀浦泽塘苑坪岭畔屿湾舟影声香阳月星云谷原桥亭台榭堂轩门井泉"
_SUFFIX = {"tertiary": ("路",), "residential": ("路", "街"), "lane": ("巷", "弄", "里", "街")}
_COMMUNITY_FIRST = "澜汀棠溪梅枫荷岚菱桐栖霞霁筠芷雁鹭舟莲槐"
_COMMUNITY_SECOND = "园苑庄桥塘泾里堂湾圩村浜埭门坊"
_ESTATE_LAST = ("花园", "雅苑", "新村", "公寓", "家园", "名邸", "小区", "嘉苑")


class Streets:
    """Gives every street a name of its own."""

    def __init__(self, rng: np.random.Generator) -> None:
        pairs = [first + second for first in _FIRST for second in _SECOND if first != second]
        self._pairs: Iterator[str] = iter([pairs[at] for at in rng.permutation(len(pairs))])
        self._rng = rng

    def next(self, kind: str) -> str:
        """Give the next name: ``tertiary``, ``residential`` or ``lane``."""
        suffix = _SUFFIX[kind]
        pair = next(self._pairs, None)
        if pair is None:
            raise ValueError("the demo city has more streets than names")
        return pair + suffix[int(self._rng.integers(len(suffix)))]


def communities(rng: np.random.Generator, count: int) -> list[str]:
    """Give ``count`` different names of communities."""
    pairs = [first + second for first in _COMMUNITY_FIRST for second in _COMMUNITY_SECOND]
    return [pairs[at] + "社区" for at in rng.permutation(len(pairs))[:count]]


def estates(rng: np.random.Generator, count: int) -> list[str]:
    """Give ``count`` names of housing estates."""
    last = rng.integers(len(_ESTATE_LAST), size=count)
    pairs = [first + second for first in _FIRST for second in _COMMUNITY_SECOND]
    return [pairs[at] + _ESTATE_LAST[which] for at, which in zip(rng.permutation(len(pairs)), last, strict=False)]
