"""What each jurisdiction's plates look like: names, slogans, colours, separators, serial formats.

Facts, not drawings: `L` is a letter, `D` a digit, a space a gap, `-` a dash,
`.` a dot, `*` an emblem, `#` a validation sticker in mid-serial, `_` a gap or a
small map. Several formats of a state stand side by side because old series stay
on the road. Colours are rough on purpose: the renderer varies them.
"""

from __future__ import annotations

from dataclasses import dataclass

WHITE, CREAM, BLUE, NAVY, GREEN, RED, BLACK, YELLOW, ORANGE, SKY, GREY, PINK, GOLD, TEAL, MAROON = (
    (240, 240, 238), (236, 228, 200), (50, 80, 160), (25, 35, 80), (25, 90, 60), (175, 30, 40), (20, 20, 22), (240, 215, 60),
    (235, 150, 50), (165, 200, 230), (200, 205, 205), (240, 200, 205), (215, 165, 70), (80, 170, 175), (110, 25, 35),
)  # fmt: skip


@dataclass(frozen=True)
class Design:
    """One look of one jurisdiction. Backgrounds run from `top` to `bottom` (RGB)."""

    code: str
    name: str
    slogans: tuple[str, ...]
    formats: tuple[str, ...]
    top: tuple[int, int, int]
    bottom: tuple[int, int, int]
    ink: tuple[int, int, int]
    header: str = "sans"  # sans | serif | script
    band: tuple[int, int, int] | None = None  # a coloured band behind the header
    emblem: str = ""  # what '*' may be


def _d(code, name, slogans, formats, top, bottom, ink, header="sans", band=None, emblem=""):
    return Design("us-" + code, name, tuple(slogans.split("|")), tuple(formats.split("|")), top, bottom, ink, header, band, emblem)


US: tuple[Design, ...] = (
    _d("mo", "Missouri", "Show-Me State|Bicentennial", "LLD#LDL|LLD#LDL|LLD#LDL|LLD*LDL|LLL#DDD|DDD#LLL|DLL#DDD|LL D LDL", SKY, WHITE, NAVY, "serif", emblem="map seal"),
    _d("mo", "MISSOURI", "BICENTENNIAL 1821-2021|SHOW-ME STATE", "LLD#LDL|LLD#LDL|LLD#LLL|LLD#LDL", WHITE, WHITE, NAVY, "sans", (120, 40, 60), "seal"),
    _d("mo", "Missouri", "Show-Me State", "LLD#LDL|LLL#DDD|DDD#LDL", (200, 225, 215), (235, 240, 235), GREEN, "script", emblem="map"),
    _d("il", "Illinois", "Land of Lincoln", "LL DDDDD|L DD DDDD|DDD DDDD|LLL DDDD|LL*DDDDD|DDD*DDDD|DDDDDDD L", SKY, WHITE, RED, "script", emblem="portrait"),
    _d("il", "Illinois", "Land of Lincoln", "LL DDDDD|DDDDDDD|LLDDDDD", WHITE, SKY, NAVY, "serif", emblem="portrait"),
    _d("ks", "KANSAS", "Johnson|SN|to the stars", "DDD LLL|DDD*LLL|DDDD LLL|LLL DDD", SKY, WHITE, NAVY, "serif", emblem="seal"),
    _d("ks", "KANSAS", "JO|SG", "DDDD LLL|DDDDLLL", CREAM, WHITE, NAVY, "serif"),
    _d("ar", "Arkansas", "The Natural State", "DDD LLL|LLL DDL|LLL DDD|DDD*LLL", WHITE, WHITE, RED, "serif", emblem="dot"),
    _d("ia", "IOWA", "POLK|LINN|DALLAS", "LLL DDD|DDD LLL", SKY, WHITE, NAVY, "serif"),
    _d("ia", "IOWA", "SCOTT|STORY", "LLL DDD|DDD LLL", BLACK, BLACK, WHITE),
    _d("ky", "Kentucky", "BLUEGRASS STATE|UNBRIDLED SPIRIT|IN GOD WE TRUST|JEFFERSON", "DDD_LLL|DDD LLL|LLL DDD|LDL DDD", SKY, WHITE, NAVY, "serif", emblem="map"),
    _d("tn", "Tennessee", "The Volunteer State|tnvacation.com", "LLL DDDD|LDD DDL|DDD LLL|LLL-DDD|LDD*DDL|DDD-LLL", (170, 200, 160), WHITE, NAVY, "script", emblem="map"),
    _d("tn", "TENNESSEE", "The Volunteer State", "LLL DDDD|LLL-DDDD", NAVY, NAVY, WHITE),
    _d("ne", "NEBRASKA", "1867-2017|Cornhusker State|nebraska.gov", "LLL DDD|DD-LDDD|D-LDDDD|DD-LLDD|D-LLDDD|DDD LLL", WHITE, GREY, BLACK, "serif"),
    _d("ok", "OKLAHOMA", "NATIVE AMERICA|EXPLORE OKLAHOMA|OK!|Imagine That", "LLL DDD|LLL-DDD|DDD LLL|DDD*LLL|LLL*DDD", SKY, WHITE, (30, 40, 60), emblem="shield map bird"),
    _d("al", "Alabama", "Heart of Dixie|Sweet Home|Stars Fell On", "DDLDDDD|DDDDDLD|DLDDDDD|DDLDDDDD|DLDDDDL|DDDDLDD", SKY, WHITE, BLUE, "script", emblem="heart"),
    _d("ak", "ALASKA", "THE LAST FRONTIER|CELEBRATING STATEHOOD", "LLL DDD|LLLDDD|LLL*DDD", YELLOW, YELLOW, BLUE, emblem="flag"),
    _d("az", "ARIZONA", "GRAND CANYON STATE", "LLL DDDD|DDDLLL|LLLDDDD|LLL*DDD", (200, 190, 220), (120, 170, 170), (20, 70, 60), "serif", emblem="cactus"),
    _d("ca", "California", "dmv.ca.gov|", "DLLLDDD|DLLLDDD|DLLLDDD|DLDDDDD|LLLDDD", WHITE, WHITE, NAVY, "script", emblem="heart star hand plus"),
    _d("co", "COLORADO", "|", "DDD-LLL|LLL-DDD|LLL*DDD|DDD*LLL|LLL-LDD", WHITE, GREEN, GREEN),
    _d("ct", "Connecticut", "Constitution State", "DDD.LLL|LL.DDDDD|DLL.DDD|DDDLLL|LLL.DD", SKY, WHITE, NAVY, "serif", emblem="dot"),
    _d("dc", "WASHINGTON, DC", "TAXATION WITHOUT REPRESENTATION|END TAXATION WITHOUT REPRESENTATION", "LL*DDDD|LL DDDD|DDD*DDD|LL-DDDD", WHITE, WHITE, BLUE, "sans", emblem="bars"),
    _d("de", "DELAWARE", "THE FIRST STATE", "DDDDDD|DDDDD|LDDDDD|DDDDDD", NAVY, NAVY, GOLD),
    _d("fl", "FLORIDA", "SUNSHINE STATE|IN GOD WE TRUST|MYFLORIDA.COM", "LLL*LDD|LDD*DLL|DDD*LLL|LLLL*DD|LLL*DDD|LDDDLL|LLD*DDL", WHITE, (215, 235, 205), GREEN, emblem="orange"),
    _d("ga", "GEORGIA", "GWINNETT|FULTON|IN GOD WE TRUST|...on my mind", "LLL DDDD|LLLDDDD|LLL*DDDD|DDD LLL|DDDD LLL", WHITE, (225, 210, 185), NAVY, "serif", emblem="peach"),
    _d("hi", "HAWAII", "ALOHA STATE", "LLL DDD|LLLDDD", WHITE, CREAM, BLACK),
    _d("id", "IDAHO", "FAMOUS POTATOES|SCENIC", "DL DDDDD|LLL DDD|DL LLDDD|DL DDDLL|DL LDDDD|L DDDDDD", (190, 90, 80), WHITE, BLACK, "serif", RED),
    _d("in", "INDIANA", "IN GOD WE TRUST|LINCOLN'S BOYHOOD HOME|DD", "DDDLLL|DDDL|DDDLL|LLLDDD|DDL DDDD", NAVY, SKY, BLUE, "serif"),
    _d("la", "Louisiana", "Sportsman's Paradise|Bayou State", "DDD LLL|LLL DDD|LLL*DDD|DDD*LLL", WHITE, SKY, NAVY, "script", emblem="bird"),
    _d("me", "MAINE", "Vacationland", "DDDD LL|DDDDLL|DDD LLL|DDDLLL", WHITE, (215, 225, 210), BLACK, "serif", emblem="bird"),
    _d("md", "Maryland", "Treasure the Chesapeake|War of 1812|MyMVA.maryland.gov", "DLLDDDD|DLL DDDD|LLL DDD|LLL*DDL|DLL LLDD", WHITE, WHITE, BLACK, "serif", emblem="shield bird"),
    _d("ma", "Massachusetts", "The Spirit of America", "DLL DDD|DDD LLD|DLL LDD|DDDD LL|DLLL DD|DDD.LLL|LL DDDL|DDDDLL|DDD.DLL", WHITE, WHITE, RED, "sans"),
    _d("mi", "MICHIGAN", "Pure Michigan|GREAT LAKES SPLENDOR|michigan.gov|WORLD'S MOTOR CAPITAL", "LLL DDDD|DLL LDD|DLLLDD|LLLDDDD|LLL DDD", WHITE, WHITE, NAVY, "sans", BLUE),
    _d("mi", "MICHIGAN", "GREAT LAKES", "LLL DDD|DLL LDD", BLUE, BLUE, WHITE),
    _d("mn", "Minnesota", "10,000 lakes|Explore", "DDD LLL|LLL DDD|DDD*LLL|LLL-DDD|DDD-LLL", SKY, (180, 210, 190), NAVY, "serif", TEAL, "map"),
    _d("ms", "MISSISSIPPI", "HINDS|RANKIN|IN GOD WE TRUST|The Birthplace of America's Music", "LLL DDD|LLL*DDD|LLL DDDD|LLLDDDD|DDDLLL", (180, 190, 225), (240, 220, 150), NAVY, "serif", emblem="tower guitar seal"),
    _d("mt", "MONTANA", "TREASURE STATE|Big Sky Country", "D-DDDDDL|DD-DDDDL|LLLDDD|D*DDDDL|DDDDDDL|DD*DDDDL", BLUE, (120, 150, 190), WHITE, "serif", emblem="skull"),
    _d("nv", "NEVADA", "THE SILVER STATE|Home Means Nevada", "DDD.LLL|DDD.LDD|DDL.DDD|LLL DDD|DDDLLL|DD LDDD", (200, 215, 235), (215, 205, 190), NAVY, "serif", emblem="dot"),
    _d("nh", "NEW HAMPSHIRE", "LIVE FREE OR DIE", "DDD DDDD|DDDDDD|DDD DDD|LLL DDD", WHITE, (200, 225, 205), GREEN, "serif"),
    _d("nj", "NEW JERSEY", "Garden State", "LDD-LLL|LLL DDL|LLL-DDL|LDDLLL|LLLDDL|LL DDDL", (240, 225, 130), (240, 235, 190), BLACK, "serif", emblem="map"),
    _d("nm", "New Mexico", "Land of Enchantment|USA", "DDD LLL|LLL DDD|DDD.LLL|LLL*DDD|LLLLDD", YELLOW, YELLOW, RED, "serif", emblem="sun dot"),
    _d("nm", "NEW MEXICO", "USA|Chile Capital of the World", "LLLLDD|DDDLLL", TEAL, TEAL, YELLOW, "serif", emblem="sun"),
    _d("ny", "NEW YORK", "EMPIRE STATE|EXCELSIOR", "LLL DDDD|LLL*DDDD|LLL-DDDD", ORANGE, ORANGE, NAVY, "sans", NAVY, "map"),
    _d("ny", "NEW YORK", "EXCELSIOR|THE EMPIRE STATE", "LLL DDDD|LLL*DDDD|LLL-DDDD|LLL DDD", WHITE, WHITE, NAVY, "sans", BLUE, "map"),
    _d("nc", "NORTH CAROLINA", "First in Flight|FIRST IN FREEDOM", "LLL-DDDD|LLL DDDD|LLL-DDDD|DDD*LLL|LL-DDDD", WHITE, WHITE, BLUE, "serif", emblem="plane"),
    _d("nd", "NORTH DAKOTA", "PEACE GARDEN STATE|Legendary|Discover the Spirit", "LLL DDD|DDD LLL|LLL*DDD", SKY, (240, 215, 150), BLACK, "script"),
    _d("oh", "OHIO", "Birthplace of Aviation|Beautiful|Sunrise in Ohio|CUYAHOGA", "LLL DDDD|LL DDLL|DDDLLL|LLL*DDDD", WHITE, SKY, NAVY, "script", RED),
    _d("or", "Oregon", "Pacific Wonderland|", "DDD*LLL|LLL*DDD|DDD LLL|LLL DDD", (200, 215, 235), (195, 190, 220), NAVY, "serif", emblem="tree"),
    _d("pa", "PENNSYLVANIA", "visitPA.com|www.state.pa.us|Keystone State", "LLL*DDDD|LLL DDDD|LLL-DDDD|LLL*DDDD", WHITE, WHITE, NAVY, "sans", NAVY, "keystone"),
    _d("ri", "Rhode Island", "Ocean State|Discover Beautiful", "LL-DDD|DLL DDD|DDD DDD|LL DDD|DDDDDD|DDDDD", WHITE, SKY, NAVY, "serif", emblem="anchor"),
    _d("sc", "South Carolina", "Travel2SC.com|Smiling Faces. Beautiful Places.|While I breathe, I hope", "LLL DDD|DDD*LLL|LLL*DDD|DDDD LL|DDDLLL", WHITE, SKY, NAVY, "serif", emblem="palm tree"),
    _d("sd", "SOUTH DAKOTA", "Great Faces. Great Places.", "DLD DDD|DLL DDD|DDL DDD|DDLDDD|DLDDDD", SKY, (230, 215, 200), MAROON, "serif"),
    _d("tx", "TEXAS", "The Lone Star State", "LLL*DDDD|LLL DDDD|DLL*LDDD|LLD*LDDD|LL*DDDD|LDD LLL|DDD*LLL", WHITE, WHITE, BLACK, "sans", emblem="map star"),
    _d("ut", "UTAH", "Life Elevated|GREATEST SNOW ON EARTH|CENTENNIAL 1896-1996|IN GOD WE TRUST", "LDD DLL|DLD LL|DDD LLL|LDD*DLL|DDD*LLL|LDDDLL|DLDLL", SKY, WHITE, NAVY, "serif", emblem="arch skier"),
    _d("vt", "Vermont", "Green Mountain State", "LLL DDD|DDD LLL|DDDLD|LLLDDD|DLLDD", GREEN, GREEN, WHITE, "serif"),
    _d("va", "VIRGINIA", "VIRGINIA IS FOR LOVERS|400th ANNIVERSARY|1607-2007", "LLL-DDDD|LLL DDDD|LLL DDD|DDD DLL|DDD*DLL", WHITE, WHITE, NAVY, "serif", emblem="seal"),
    _d("wa", "WASHINGTON", "EVERGREEN STATE", "LLLDDDD|DDD LLL|LLL DDDD|DDD-LLL|LLL-DDD|DDD*LLL", SKY, WHITE, NAVY, "sans", emblem="mountain"),
    _d("wv", "West Virginia", "Wild, Wonderful", "DLL DDD|DL DDDD|DDL DDD|LLL DDD|LLL*DDD|DLDDDD", WHITE, WHITE, NAVY, "serif", BLUE),
    _d("wi", "WISCONSIN", "America's Dairyland", "DDD-LLL|LLL-DDDD|DDD LLL|LLL-DDD|DDDLLL", WHITE, WHITE, BLACK, "serif", emblem="barn"),
    _d("wy", "WYOMING", "Forever West|Devils Tower", "DD*DDDDD|D*DDDDD|DD-DDDDL|D-DDDDL|DD*DDDL", SKY, (215, 190, 160), NAVY, "serif", emblem="bronco"),
)  # fmt: skip

# Plates from elsewhere keep the reader from taking the American look for granted.
OTHER: tuple[Design, ...] = (
    Design("ca-on", "ONTARIO", ("YOURS TO DISCOVER", "A PLACE TO GROW"), ("LLLL*DDD", "LLL*DDD", "LLLL DDD"), WHITE, WHITE, BLUE, "sans", None, "crown"),
    Design("ca-qc", "Québec", ("Je me souviens",), ("LDD LLL", "DDD LLL", "LLL DDD"), WHITE, WHITE, BLUE, "sans", None, "dot"),
    Design("ca-ab", "Alberta", ("Wild Rose Country",), ("LLL-DDDD", "LLL DDD"), WHITE, WHITE, RED, "script", None, "dot"),
    Design("ca-bc", "BRITISH COLUMBIA", ("Beautiful",), ("LL DDDL", "DDD LLL", "LLL DDD"), WHITE, WHITE, BLUE, "sans", None, "flag"),
    Design("mx", "MEXICO", ("JALISCO", "SONORA", "EDO MEX"), ("LLL-DD-DD", "LLL-DDD-L", "LL-DD-DDD"), WHITE, (215, 235, 215), BLACK, "sans", None, "seal"),
    Design("eu", "", ("",), ("LLDD LLL", "L LL DDDD", "LLL DDD", "DDDD LLL", "LL DDD LL", "LL LL DDD", "D LLL DDD"), WHITE, WHITE, BLACK),
)  # fmt: skip

# Missouri and its neighbours are most of what an American mid-west camera sees.
HOME = {"us-mo": 8.0, "us-il": 4.0, "us-ks": 3.0, "us-ar": 3.0, "us-ia": 3.0, "us-ky": 2.5, "us-tn": 2.5, "us-ne": 2.5, "us-ok": 3.0}


def weights() -> list[float]:
    """Draw weight of each of US + OTHER; a state's weight is shared among its looks."""
    looks: dict[str, int] = {}
    for d in US:
        looks[d.code] = looks.get(d.code, 0) + 1
    us = [HOME.get(d.code, 1.0) / looks[d.code] for d in US]
    return us + [sum(us) * 0.08 / len(OTHER)] * len(OTHER)
