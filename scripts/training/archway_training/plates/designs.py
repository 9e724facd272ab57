"""What each jurisdiction's plates say: serial formats and emblems by state, joined to the looks of `looks.py`.

Facts, not drawings: `L` is a letter, `D` a digit, a space a gap, `-` a dash,
`.` a dot, `*` an emblem, `#` a validation sticker in mid-serial, `_` a gap or a
small map. Several formats of a state stand side by side because old series stay
on the road, and a format that stands twice is twice as common.
"""

from __future__ import annotations

from dataclasses import dataclass

from .looks import LOOKS


@dataclass(frozen=True)
class Design:
    """One look of one jurisdiction. Colours are names of `ground.COLOURS`."""

    code: str
    name: str
    slogans: tuple[str, ...]
    formats: tuple[str, ...]
    ground: str  # see `ground.paint`
    ink: str  # the serial's colour
    header: str = "sans"  # sans | serif | script | slab | narrow | wide
    colour: str = "navy"  # the name's colour
    at: str = "top"  # where the name stands: top | foot
    emblem: str = ""  # what '*' may be
    weight: float = 1.0  # among the looks of its jurisdiction


# code | serial formats | emblems
_STATES = """
mo|LLD#LDL,LLD#LDL,LLD#LDL,LLD*LDL,LLL#DDD,DDD#LLL,DLL#DDD,LL D LDL,LLD#LDL,LLD#LDL,LLD#LLL,LLD#LDL,LLD#LDL,LLL#DDD,DDD#LDL|map seal
il|LL DDDDD,L DD DDDD,DDD DDDD,LLL DDDD,LL*DDDDD,DDD*DDDD,DDDDDDD L,LL DDDDD,DDDDDDD,LLDDDDD|portrait
ks|DDD LLL,DDD*LLL,DDDD LLL,LLL DDD,DDDD LLL,DDDDLLL|seal
ar|DDD LLL,LLL DDL,LLL DDD,DDD*LLL|dot
ia|LLL DDD,DDD LLL,LLL DDD,DDD LLL|
ky|DDD_LLL,DDD LLL,LLL DDD,LDL DDD|map
tn|LLL DDDD,LDD DDL,DDD LLL,LLL-DDD,LDD*DDL,DDD-LLL,LLL DDDD,LLL-DDDD|map
ne|LLL DDD,DD-LDDD,D-LDDDD,DD-LLDD,D-LLDDD,DDD LLL|
ok|LLL DDD,LLL-DDD,DDD LLL,DDD*LLL,LLL*DDD|shield map bird
al|DDLDDDD,DDDDDLD,DLDDDDD,DDLDDDDD,DLDDDDL,DDDDLDD|heart
ak|LLL DDD,LLLDDD,LLL*DDD|flag
az|LLL DDDD,DDDLLL,LLLDDDD,LLL*DDD|cactus
ca|DLLLDDD,DLLLDDD,DLLLDDD,DLDDDDD,LLLDDD|heart star hand plus
co|DDD-LLL,LLL-DDD,LLL*DDD,DDD*LLL,LLL-LDD|
ct|DDD.LLL,LL.DDDDD,DLL.DDD,DDDLLL,LLL.DD|dot
dc|LL*DDDD,LL DDDD,DDD*DDD,LL-DDDD|bars
de|DDDDDD,DDDDD,LDDDDD,DDDDDD|
fl|LLL*LDD,LDD*DLL,DDD*LLL,LLLL*DD,LLL*DDD,LDDDLL,LLD*DDL|orange
ga|LLL DDDD,LLLDDDD,LLL*DDDD,DDD LLL,DDDD LLL|peach
hi|LLL DDD,LLLDDD|
id|DL DDDDD,LLL DDD,DL LLDDD,DL DDDLL,DL LDDDD,L DDDDDD|
in|DDDLLL,DDDL,DDDLL,LLLDDD,DDL DDDD|
la|DDD LLL,LLL DDD,LLL*DDD,DDD*LLL|bird
me|DDDD LL,DDDDLL,DDD LLL,DDDLLL|bird
md|DLLDDDD,DLL DDDD,LLL DDD,LLL*DDL,DLL LLDD|shield bird
ma|DLL DDD,DDD LLD,DLL LDD,DDDD LL,DLLL DD,DDD.LLL,LL DDDL,DDDDLL,DDD.DLL|
mi|LLL DDDD,DLL LDD,DLLLDD,LLLDDDD,LLL DDD,LLL DDD,DLL LDD|
mn|DDD LLL,LLL DDD,DDD*LLL,LLL-DDD,DDD-LLL|map
ms|LLL DDD,LLL*DDD,LLL DDDD,LLLDDDD,DDDLLL|tower guitar seal
mt|D-DDDDDL,DD-DDDDL,LLLDDD,D*DDDDL,DDDDDDL,DD*DDDDL|skull
nv|DDD.LLL,DDD.LDD,DDL.DDD,LLL DDD,DDDLLL,DD LDDD|dot
nh|DDD DDDD,DDDDDD,DDD DDD,LLL DDD|
nj|LDD-LLL,LLL DDL,LLL-DDL,LDDLLL,LLLDDL,LL DDDL|map
nm|DDD LLL,LLL DDD,DDD.LLL,LLL*DDD,LLLLDD,LLLLDD,DDDLLL|sun dot
ny|LLL DDDD,LLL*DDDD,LLL-DDDD,LLL DDDD,LLL*DDDD,LLL-DDDD,LLL DDD|map
nc|LLL-DDDD,LLL DDDD,LLL-DDDD,DDD*LLL,LL-DDDD|plane
nd|LLL DDD,DDD LLL,LLL*DDD|
oh|LLL DDDD,LL DDLL,DDDLLL,LLL*DDDD|
or|DDD*LLL,LLL*DDD,DDD LLL,LLL DDD|tree
pa|LLL*DDDD,LLL DDDD,LLL-DDDD,LLL*DDDD|keystone
ri|LL-DDD,DLL DDD,DDD DDD,LL DDD,DDDDDD,DDDDD|anchor
sc|LLL DDD,DDD*LLL,LLL*DDD,DDDD LL,DDDLLL|palm tree
sd|DLD DDD,DLL DDD,DDL DDD,DDLDDD,DLDDDD|
tx|LLL*DDDD,LLL DDDD,DLL*LDDD,LLD*LDDD,LL*DDDD,LDD LLL,DDD*LLL|map star
ut|LDD DLL,DLD LL,DDD LLL,LDD*DLL,DDD*LLL,LDDDLL,DLDLL|arch skier
vt|LLL DDD,DDD LLL,DDDLD,LLLDDD,DLLDD|
va|LLL-DDDD,LLL DDDD,LLL DDD,DDD DLL,DDD*DLL|seal
wa|LLLDDDD,DDD LLL,LLL DDDD,DDD-LLL,LLL-DDD,DDD*LLL|mountain
wv|DLL DDD,DL DDDD,DDL DDD,LLL DDD,LLL*DDD,DLDDDD|
wi|DDD-LLL,LLL-DDDD,DDD LLL,LLL-DDD,DDDLLL|barn
wy|DD*DDDDD,D*DDDDD,DD-DDDDL,D-DDDDL,DD*DDDL|bronco
"""
_SERIALS = {code: (tuple(formats.split(",")), emblem) for code, formats, emblem in (row.split("|") for row in _STATES.strip().splitlines())}

US: tuple[Design, ...] = tuple(
    Design("us-" + k.code, k.name, tuple("" if s == "-" else s for s in k.slogan.split("/")), _SERIALS[k.code][0], k.ground, k.ink, k.face, k.colour, k.at, _SERIALS[k.code][1], k.weight)
    for k in LOOKS
)


def _elsewhere(code: str, name: str, slogans: str, formats: str, ground: str, ink: str, header: str = "sans", colour: str = "navy", emblem: str = "") -> Design:
    return Design(code, name, tuple(slogans.split("/")), tuple(formats.split(",")), ground, ink, header, colour, "top", emblem)


# Plates from elsewhere keep the reader from taking the American look for granted.
OTHER: tuple[Design, ...] = (
    _elsewhere("ca-on", "ONTARIO", "YOURS TO DISCOVER/A PLACE TO GROW/KEEP IT BEAUTIFUL", "LLLL*DDD,LLL*DDD,LLLL DDD", "plain white", "blue", "sans", "blue", "crown"),
    _elsewhere("ca-qc", "Québec", "Je me souviens", "LDD LLL,DDD LLL,LLL DDD", "plain white", "blue", "sans", "blue", "dot"),
    _elsewhere("ca-ab", "Alberta", "Wild Rose Country", "LLL-DDDD,LLL DDD", "plain white", "red", "script", "red", "dot"),
    _elsewhere("ca-bc", "British Columbia", "Beautiful/BEAUTIFUL", "LL DDDL,DDD LLL,LLL DDD", "fade white white sky", "blue", "sans", "blue", "flag"),
    _elsewhere("ca-mb", "MANITOBA", "FRIENDLY", "LLL DDD", "fade white sky; trees green .8", "navy", "serif", "navy", "bird"),
    _elsewhere("ca-sk", "Saskatchewan", "Land of Living Skies", "DDD LLL", "plain white; wheat green", "darkgreen", "serif", "darkgreen", "plus"),
    _elsewhere("ca-ns", "NOVA SCOTIA", "Canada's Ocean Playground", "LLL DDD", "fade white sky; sea sky .7", "blue", "serif", "blue", "anchor"),
    _elsewhere("ca-nb", "New Nouveau Brunswick", "Be in this place", "LLL DDD", "plain white", "red", "serif", "darkgreen", "crown"),
    _elsewhere("mx", "MEXICO", "JALISCO/SONORA/EDO MEX/CHIHUAHUA/NUEVO LEON", "LLL-DD-DD,LLL-DDD-L,LL-DD-DDD", "fade white mint", "black", "sans", "black", "seal"),
    _elsewhere("mx", "TAMAULIPAS", "MEXICO/TRANSPORTE PRIVADO", "LLL-DD-DD,LL-DDD-LL", "fade white sand", "black", "sans", "maroon", "seal"),
    _elsewhere("eu", "", "", "LLDD LLL,L LL DDDD,LLL DDD,DDDD LLL,LL DDD LL,LL LL DDD,D LLL DDD", "plain white", "black"),
)  # fmt: skip

# Missouri and its neighbours are most of what an American mid-west camera sees.
HOME = {"us-mo": 8.0, "us-il": 4.0, "us-ks": 3.0, "us-ar": 3.0, "us-ia": 3.0, "us-ky": 2.5, "us-tn": 2.5, "us-ne": 2.5, "us-ok": 3.0}


def weights() -> list[float]:
    """Draw weight of each of US + OTHER; a state's weight is shared among its looks by theirs."""
    looks: dict[str, float] = {}
    for d in US:
        looks[d.code] = looks.get(d.code, 0) + d.weight
    us = [HOME.get(d.code, 1.0) * d.weight / looks[d.code] for d in US]
    elsewhere: dict[str, int] = {}
    for d in OTHER:
        elsewhere[d.code] = elsewhere.get(d.code, 0) + 1
    return us + [sum(us) * 0.08 / len(elsewhere) / elsewhere[d.code] for d in OTHER]
