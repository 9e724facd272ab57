"""How American plates have looked since about 1985: one row a look, facts in the renderer's words.

`ground` is what `ground.paint` draws, first to last; `at` says where the name stands; a look without a slogan of its
own takes one of its state's. Older and rarer looks weigh less. Rough on purpose: the renderer varies every colour,
size and place, and draws many plates in another state's dress.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """One look of one state; colours are names of `ground.COLOURS`."""

    code: str  # "mo"
    name: str
    face: str  # sans | serif | script | slab | narrow | wide
    colour: str  # the name's
    ground: str
    ink: str  # the serial's
    slogan: str = ""  # alternatives parted by "/"; empty: any of the state's
    at: str = "top"  # top | foot
    weight: float = 1.0


_ROWS = """
al|Alabama|script|red|fade white white sky; hills green .78; disc red .5 .13 .07|navy|Heart of Dixie||1
al|Alabama|script|navy|fade blue white white; stars white; foot sky .16|navy|Stars Fell On||1
al|Alabama|script|white|fade sky white green; hills green .7; sea sky .86|navy|Sweet Home|foot|2
al|Alabama|serif|red|fade sky white; heart red .06 .8 .07|blue|Heart of Dixie/God Bless America||1
ak|ALASKA|sans|blue|plain yellow|blue|THE LAST FRONTIER||2
ak|ALASKA|serif|navy|fade sky white yellow; peaks white .5; figure brown .5 .5 .3|navy|GOLD RUSH CENTENNIAL/CELEBRATING STATEHOOD||1
ak|Alaska|serif|gold|fade navy blue; peaks white .6|gold|THE LAST FRONTIER||.4
az|ARIZONA|serif|teal|fade mint white orange purple; peaks purple .72; disc cream .5 .55 .2; cactus purple .06 .6 .2|darkgreen|GRAND CANYON STATE||3
az|ARIZONA|sans|white|plain maroon|white|GRAND CANYON STATE||.5
ar|Arkansas|serif|red|fade white white sky; rays pink|blue|The Natural State||1
ar|Arkansas|serif|maroon|fade sky white green; hills green .8; diamond white .5 .5 .25|darkred|The Natural State||2
ca|California|script|red|plain white|navy|dmv.ca.gov/-||3
ca|California|sans|red|plain white|navy|-||1.5
ca|California|serif|red|plain white|navy|SESQUICENTENNIAL 150 YEARS||.7
ca|California|serif|gold|fade white white; disc orange .5 .1 .3|navy|-||.7
ca|CALIFORNIA|sans|yellow|plain black|yellow|-||.3
ca|CALIFORNIA|sans|white|fade sky blue; sea blue .6; peaks white .4|navy|Yosemite/KIDS/VETERAN||.5
co|COLORADO|sans|darkgreen|plain white; peaks darkgreen .3|white|-||2
co|COLORADO|sans|white|plain darkgreen; peaks white .28|darkgreen|-|foot|2
co|COLORADO|serif|darkgreen|plain white; peaks green .8|darkgreen|PIONEER/RESPECT LIFE||.7
ct|Connecticut|serif|blue|fade blue sky white white|navy|Constitution State||3
ct|CONNECTICUT|sans|white|plain blue|white|CONSTITUTION STATE|foot|1
dc|WASHINGTON, DC|sans|blue|plain white; top red .1; line red .2|blue|TAXATION WITHOUT REPRESENTATION/END TAXATION WITHOUT REPRESENTATION||2
dc|WASHINGTON, D.C.|serif|red|plain white; stars red; line red .82|blue|Celebrate & Discover/NATION'S CAPITAL/WWW.WASHINGTONDC.GOV||1
de|DELAWARE|sans|gold|plain navy|gold|THE FIRST STATE|foot|3
de|DELAWARE|sans|gold|fade blue navy|gold|THE FIRST STATE||.5
fl|FLORIDA|sans|green|fade white white; map mint .5 .5 .4; disc orange .5 .5 .12|green|SUNSHINE STATE/IN GOD WE TRUST/ORANGE/MIAMI-DADE||3
fl|MYFLORIDA.COM|sans|green|fade white mint white; disc orange .47 .5 .12; disc orange .53 .55 .12|green|SUNSHINE STATE/IN GOD WE TRUST||2
fl|FLORIDA|serif|red|plain white; map orange .5 .5 .4|darkgreen|SUNSHINE STATE||1
fl|FLORIDA|sans|blue|fade sky white; figure teal .15 .5 .25|navy|SAVE THE MANATEE/PROTECT OUR REEFS/GO GATORS||.7
ga|GEORGIA|serif|navy|fade white white peach; disc peach .5 .5 .2; hills mint .85|navy|GWINNETT/FULTON/COBB/DEKALB||2
ga|Georgia|serif|darkgreen|fade white peach; rays peach|black|...on my mind/FULTON||1
ga|Georgia|serif|black|plain white; disc peach .5 .12 .1|black|CHEROKEE/CLAYTON||1
ga|GEORGIA|sans|navy|fade sky white peach; trees green .8|navy|IN GOD WE TRUST/www.georgia.gov||1
hi|HAWAII|sans|black|plain white; rainbow white .5|black|ALOHA STATE||3
hi|HAWAII|serif|red|fade white cream; rainbow white .6|black|ALOHA STATE||1
id|IDAHO|serif|red|fade red pink white; peaks blue .68; trees navy .86|navy|Famous Potatoes/FAMOUS POTATOES||2
id|Scenic IDAHO|serif|red|fade red white sky; peaks slate .7; trees darkgreen .85|black|Famous Potatoes||1.5
id|IDAHO|serif|darkgreen|plain white|darkgreen|FAMOUS POTATOES||.4
il|Illinois|serif|blue|fade sky white sky; disc sky .5 .5 .4|red|Land of Lincoln||2.5
il|Illinois|script|blue|fade white white|blue|Land of Lincoln||1.5
il|Illinois|serif|navy|fade white sky white; skyline sky .7; disc slate .12 .5 .25|red|Land of Lincoln||1.5
in|INDIANA|serif|white|fade navy blue; disc gold .5 .5 .3; stars gold|white|www.IN.gov/LINCOLN'S BOYHOOD HOME||1.5
in|INDIANA|serif|navy|fade yellow cream sky; hills blue .8|navy|Amber Waves of Grain/The Crossroads of America||1
in|INDIANA|sans|blue|fade white sky; disc blue .15 .5 .25; stars gold|blue|LINCOLN'S BOYHOOD HOME||1
in|INDIANA|serif|white|side navy blue; flag red .2|white|IN GOD WE TRUST||1
in|INDIANA|serif|navy|fade white cream; hills green .8; figure brown .5 .5 .3|blue|BICENTENNIAL 1816-2016/1816-2016||1
ia|IOWA|serif|blue|fade sky white white; skyline blue .3; foot sky .16|navy|POLK/LINN/DALLAS/SCOTT/STORY/JOHNSON/DUBUQUE/CLINTON||3
ia|IOWA|sans|white|plain blue|white|POLK/BLACK HAWK/WOODBURY||.7
ia|IOWA|sans|white|plain black|white|POLK/SCOTT||.6
ia|IOWA|serif|darkgreen|fade sky white green; skyline darkgreen .8|navy|POLK/LINN||.6
ks|KANSAS|serif|navy|fade sky white white; disc sky .14 .5 .26|navy|to the stars/-||2
ks|Kansas|serif|blue|fade white white; wheat gold|navy|SN/JO/SG/WY||1
ks|KANSAS|serif|navy|fade blue sky white; figure cream .3 .5 .3; wheat gold|navy|-||1
ks|KANSAS|sans|navy|plain cream|navy|To the Stars||.5
ky|Kentucky|serif|blue|fade sky white mint; figure blue .5 .2 .2|blue|JEFFERSON/FAYETTE/KENTON||1
ky|KENTUCKY|serif|blue|fade white white sky; skyline sky .25|blue|BLUEGRASS STATE/JEFFERSON||1
ky|Kentucky|script|navy|fade sky white mint; disc yellow .5 .3 .2; hills mint .8|navy|UNBRIDLED SPIRIT/It's that friendly||2
ky|Kentucky|serif|blue|fade blue white; flag red .2|blue|IN GOD WE TRUST||.7
la|Louisiana|script|red|fade white white sky|blue|Sportsman's Paradise||1.5
la|Louisiana|script|navy|fade sky white gold; figure brown .5 .5 .3|navy|Sportsman's Paradise/Bicentennial||2
la|Louisiana|serif|red|plain white; figure sky .5 .5 .3|blue|Bayou State/Sportsman's Paradise||.7
me|Maine|serif|darkgreen|plain white; figure brown .15 .5 .25; trees green .75|black|Vacationland||2
me|MAINE|sans|blue|plain white; figure red .5 .5 .4|blue|Vacationland||1
me|MAINE|serif|black|fade sky white; trees darkgreen .8|navy|Vacationland||.7
md|Maryland|serif|black|plain white; shield red .5 .5 .2|black|MyMVA.maryland.gov/www.maryland.gov/-||2
md|Maryland|serif|red|plain white; shield gold .5 .5 .2|black|-||1
md|Maryland|serif|navy|fade sky white; flag red .25; disc orange .2 .3 .2|black|War of 1812||1
md|Maryland|serif|darkgreen|fade sky white green; figure slate .15 .5 .3; sea teal .75|darkgreen|Treasure the Chesapeake/Our Farms Our Future||1
md|Maryland|serif|black|plain white; foot gold .25; diagonal red .4 .85; diagonal black .7 .85|black|-||.8
ma|Massachusetts|sans|blue|plain white|red|The Spirit of America||3
ma|MASSACHUSETTS|sans|darkgreen|plain white|darkgreen|-||.8
ma|Massachusetts|serif|navy|fade sky white; figure slate .13 .5 .25; sea blue .85|red|Cape Cod & Islands/The Spirit of America||.7
mi|MICHIGAN|sans|white|plain white; top blue .22|navy|www.michigan.gov/Pure Michigan/PURE MICHIGAN||2
mi|MICHIGAN|sans|white|plain blue|white|GREAT LAKES||2
mi|MICHIGAN|serif|blue|fade sky white orange; arch slate .5 .6 .5; sea blue .78|navy|GREAT LAKES SPLENDOR||1
mi|MICHIGAN|sans|navy|fade white sky; sea teal .82|navy|PURE MICHIGAN||.8
mn|Minnesota|serif|navy|fade sky white teal; trees darkgreen .25; sea sky .3; map sky .5 .5 .25|navy|10,000 lakes||3
mn|Explore Minnesota|serif|blue|fade sky white mint; hills green .3; sea sky .35|blue|10,000 lakes||1.5
mn|MINNESOTA|sans|white|plain white; top navy .22|navy|10,000 LAKES||.5
ms|MISSISSIPPI|serif|darkgreen|fade white mint; disc white .3 .5 .3; disc pink .25 .5 .15|darkgreen|HINDS/RANKIN/DESOTO||1
ms|Mississippi|script|navy|fade lilac white cream; disc yellow .5 .5 .25; tower slate .5 .5 .2|navy|HINDS/LEE/HARRISON||1.5
ms|MISSISSIPPI|serif|navy|fade sky gold; figure brown .5 .5 .3|navy|The Birthplace of America's Music/MADISON||1
ms|MISSISSIPPI|serif|blue|fade cream white; disc gold .14 .5 .25|navy|IN GOD WE TRUST||1
mo|Missouri|serif|navy|fade sky white; figure blue .1 .5 .25|navy|Show-Me State/SHOW-ME STATE||3
mo|Missouri|script|darkgreen|fade mint white mint; swoosh teal .3|darkgreen|SHOW-ME STATE||2
mo|MISSOURI|sans|white|fade white white; top maroon .2; foot navy .1|navy|BICENTENNIAL 1821-2021||1.5
mo|MISSOURI|sans|white|plain maroon|white|SHOW-ME STATE||.7
mo|Missouri|serif|blue|fade white sky; sea blue .8|navy|SHOW-ME STATE||.7
mt|MONTANA|serif|white|fade blue sky; peaks slate .4; map blue .5 .5 .9|white|Big Sky Country/TREASURE STATE|foot|1
mt|Montana|serif|red|fade sky white; peaks blue .6; map white .5 .5 .8|navy|Big Sky||1
mt|MONTANA|sans|white|plain blue; map blue .5 .5 .9|white|TREASURE STATE/BIG SKY COUNTRY|foot|1.5
mt|Montana|serif|navy|fade orange white sky; peaks purple .7; figure brown .15 .5 .3|navy|Big Sky Country||1
ne|NEBRASKA|serif|navy|fade orange cream white; peaks slate .8; tower slate .12 .5 .2|navy|-/Chimney Rock||1
ne|NEBRASKA|serif|white|fade blue sky white; figure slate .5 .5 .2|navy|www.nebraska.gov/NEBRASKA.GOV||1
ne|NEBRASKA|sans|black|fade white grey; figure gold .12 .5 .3|black|nebraska.gov/-||1.2
ne|NEBRASKA|serif|navy|fade white sky; disc slate .5 .5 .35|navy|1867-2017/GOOD LIFE||1
nv|NEVADA|serif|blue|fade sky white sand; peaks slate .6; disc orange .5 .5 .2|navy|THE SILVER STATE||2
nv|NEVADA|sans|blue|plain grey; peaks blue .25|blue|THE SILVER STATE||1
nv|Nevada|serif|navy|fade sky white mint; peaks purple .75|navy|Home Means Nevada||1
nh|NEW HAMPSHIRE|serif|darkgreen|fade sky white mint; peaks slate .7; figure slate .12 .4 .3|darkgreen|LIVE FREE OR DIE||2
nh|NEW HAMPSHIRE|sans|darkgreen|plain white|darkgreen|LIVE FREE OR DIE||1.2
nj|NEW JERSEY|sans|black|fade yellow cream white; map yellow .5 .5 .15|black|Garden State||3
nj|NEW JERSEY|sans|cream|plain blue|cream|GARDEN STATE||.6
nj|NEW JERSEY|serif|black|fade gold cream cream|black|GARDEN STATE||1
nm|NEW MEXICO USA|serif|red|plain yellow; sunsign red .5 .5 .25|red|LAND OF ENCHANTMENT||2
nm|New Mexico|script|red|fade yellow cream yellow; disc orange .15 .5 .28|red|Land of Enchantment||1.5
nm|NEW MEXICO|serif|yellow|plain teal; sunsign yellow .5 .5 .3|yellow|CENTENNIAL 1912-2012/LAND OF ENCHANTMENT/Chile Capital of the World||1.5
ny|NEW YORK|sans|gold|plain gold; top navy .22; foot navy .13|navy|EMPIRE STATE||2
ny|NEW YORK|sans|white|plain white; top blue .22; peaks slate .2; foot blue .14|navy|THE EMPIRE STATE||2
ny|NEW YORK|serif|red|plain white; figure red .5 .5 .3|navy|-||1.2
ny|NEW YORK|sans|navy|fade white sky; sea blue .8; skyline slate .85|navy|EXCELSIOR||1
nc|NORTH CAROLINA|sans|red|plain white; figure sky .5 .35 .4; wheat mint|blue|First in Flight|foot|2
nc|NORTH CAROLINA|serif|blue|fade sky white; figure sky .5 .35 .4|blue|First in Flight||2
nc|NORTH CAROLINA|serif|red|plain white; disc sky .15 .5 .2|navy|FIRST IN FREEDOM/IN GOD WE TRUST||.8
nd|NORTH DAKOTA|serif|navy|fade sky white gold; figure brown .12 .6 .25; wheat gold|navy|Discover the Spirit/PEACE GARDEN STATE||2
nd|North Dakota|script|white|fade blue orange gold; hills brown .8; figure brown .15 .6 .3|navy|Legendary/Peace Garden State||1.2
nd|North Dakota|script|blue|fade white gold; hills green .85|navy|PEACE GARDEN STATE||.8
oh|OHIO|sans|navy|fade gold white sky|navy|THE HEART OF IT ALL/-||1.2
oh|OHIO|serif|navy|fade white gold white; swoosh gold .3|navy|BIRTHPLACE OF AVIATION/BICENTENNIAL||1.2
oh|OHIO|serif|white|fade white white; top red .24; diagonal red .2 .5|navy|BIRTHPLACE OF AVIATION/CUYAHOGA/FRANKLIN||1.5
oh|Beautiful Ohio|script|darkgreen|fade sky white green; hills green .7|navy|Birthplace of Aviation/HAMILTON||1
oh|OHIO|serif|navy|fade sky cream mint; disc gold .5 .6 .3; rays cream|navy|Sunrise in Ohio/Birthplace of Aviation||1
ok|OKLAHOMA|sans|darkgreen|fade white white; disc red .5 .5 .2|darkgreen|NATIVE AMERICA||1.5
ok|OKLAHOMA|serif|red|fade sky white sand; figure brown .12 .5 .3|navy|NATIVE AMERICA/IN GOD WE TRUST||1.5
ok|OKLAHOMA|sans|navy|side blue sky white; figure white .3 .5 .5|navy|EXPLORE OKLAHOMA/TRAVELOK.COM/Imagine That||1
ok|OKLAHOMA OK!|sans|black|fade white orange; disc orange .5 .5 .2|black|-||.5
or|Oregon|serif|navy|fade sky lilac white; peaks purple .65; pine darkgreen .5 .5 .4; hills mint .85|navy|-||3
or|OREGON|sans|gold|plain navy|gold|PACIFIC WONDERLAND||.6
or|Oregon|serif|navy|fade blue sky white; sea blue .7; figure orange .15 .5 .3|navy|Crater Lake/Salmon/TRAIL BLAZERS||.8
pa|PENNSYLVANIA|sans|white|bands blue white yellow|navy|www.state.pa.us/visitPA.com/VISITPA.COM||3
pa|PENNSYLVANIA|sans|gold|plain navy|gold|KEYSTONE STATE/You've Got a Friend in||1
pa|PENNSYLVANIA|sans|white|fade blue white white gold|navy|visitPA.com/Let Freedom Ring||1
ri|Rhode Island|serif|navy|fade white white; sea sky .55; swoosh sky .5|navy|Ocean State||2.5
ri|RHODE ISLAND|sans|blue|plain white; anchor blue .1 .3 .15|blue|OCEAN STATE||1
ri|Rhode Island|serif|navy|fade white sky; sea blue .75|navy|Discover Beautiful/Ocean State||.8
sc|South Carolina|serif|navy|fade white white gold; figure gold .1 .5 .2|navy|Smiling Faces. Beautiful Places.||1.2
sc|South Carolina|serif|blue|fade sky white orange; palm blue .5 .5 .3|navy|Travel2SC.com||1.5
sc|SOUTH CAROLINA|serif|navy|plain white; palm sky .5 .5 .4|navy|While I breathe, I hope/IN GOD WE TRUST||1
sc|South Carolina|script|red|plain white; figure brown .5 .5 .3|navy|-||.6
sd|South Dakota|serif|red|fade sky white sand; peaks sand .5; figure slate .5 .35 .5|navy|Great Faces. Great Places.||2.5
sd|SOUTH DAKOTA|serif|red|fade sky white; disc slate .5 .4 .4|navy|Great Faces. Great Places./MOUNT RUSHMORE||1.5
tn|Tennessee|script|navy|fade mint white; hills green .7|navy|tnvacation.com/The Volunteer State||2
tn|Tennessee|serif|red|fade orange cream sky; disc yellow .5 .4 .3; hills blue .75|navy|Sounds Good to Me/KNOX/SHELBY||1.2
tn|TENNESSEE|sans|navy|fade white white; map sky .5 .5 .9|navy|VOLUNTEER STATE/DAVIDSON/Bicentennial||1
tn|TENNESSEE|sans|white|plain navy|white|THE VOLUNTEER STATE||.8
tx|TEXAS|sans|blue|fade sky white white; figure slate .85 .4 .2; hills slate .85; tower slate .3 .7 .15|navy|THE LONE STAR STATE/The Lone Star State||2
tx|TEXAS|sans|blue|plain white; flag red .15|navy|THE LONE STAR STATE||1.2
tx|TEXAS|wide|black|plain white; map white .5 .5 .2|black|The Lone Star State||2
tx|TEXAS|sans|white|fade blue white red; peaks blue .7; star white .08 .15 .1|navy|THE LONE STAR STATE||.8
tx|TEXAS|sans|red|plain white|blue|150 YEARS OF STATEHOOD/The Lone Star State||.6
ut|UTAH|serif|red|fade sky white orange; arch orange .5 .6 .6|navy|CENTENNIAL 1896-1996||1.3
ut|UTAH!|sans|blue|fade white white; figure sky .12 .5 .3; peaks sky .8|blue|GREATEST SNOW ON EARTH/Ski Utah!||1.2
ut|UTAH|serif|navy|fade sky white; peaks slate .5; figure blue .12 .5 .3|navy|LIFE ELEVATED/GREATEST SNOW ON EARTH||1.2
ut|UTAH|serif|darkred|fade sky orange; arch darkred .5 .6 .6|navy|LIFE ELEVATED/IN GOD WE TRUST||1.2
vt|Vermont|serif|white|plain darkgreen|white|Green Mountain State||2.5
vt|VERMONT|sans|white|plain darkgreen|white|GREEN MOUNTAIN STATE||1
va|VIRGINIA|sans|navy|plain white|navy|-||2
va|Virginia|serif|navy|plain white|navy|1607 - 2007/400th ANNIVERSARY/VIRGINIA IS FOR LOVERS||1.5
va|VIRGINIA|serif|blue|fade sky white mint; peaks blue .7; sea teal .88|navy|Commonwealth/FIGHT TERRORISM/Wildlife Conservationist||1
va|VIRGINIA|sans|blue|plain white; heart red .1 .88 .05|navy|VIRGINIA IS FOR LOVERS||.8
wa|WASHINGTON|sans|blue|fade sky white white; peaks sky .3|navy|EVERGREEN STATE||2.5
wa|Washington|serif|red|fade white sky white; peaks sky .25|navy|EVERGREEN STATE/CENTENNIAL CELEBRATION||1
wa|WASHINGTON|sans|white|plain darkgreen|white|EVERGREEN STATE||.3
wv|West Virginia|serif|white|plain white; top blue .22; foot gold .15|navy|Wild, Wonderful||2
wv|West Virginia|serif|gold|fade white white; top navy .22; line gold .24; foot navy .14|navy|Wild, Wonderful/wv.gov||1.2
wv|West Virginia|sans|blue|plain white; map gold .5 .5 .8|blue|Wild, Wonderful/ALMOST HEAVEN||1
wi|WISCONSIN|sans|navy|fade sky white white; skyline green .25; disc orange .9 .15 .12; line red .83|black|America's Dairyland||2.5
wi|WISCONSIN|sans|blue|plain white; hills green .22; line orange .25|red|AMERICA'S DAIRYLAND||1.2
wi|WISCONSIN|serif|red|fade white mint; figure slate .12 .5 .25|black|America's Dairyland/CELEBRATE CHILDREN/ENDANGERED RESOURCES||.7
wy|WYOMING|serif|brown|fade sky white sand; peaks slate .6; figure brown .12 .5 .25|navy|Forever West||1.3
wy|Wyoming|serif|navy|fade sky white sand; tower slate .8 .5 .3; hills green .8|navy|-/Devils Tower||1.3
wy|WYOMING|sans|brown|plain white; figure brown .12 .5 .25; line brown .82|brown|-||1
wy|Wyoming|serif|blue|fade sky white; peaks blue .4; sea teal .8|navy|Forever West/EQUALITY STATE||.8
"""


def _look(row: str) -> Look:
    code, name, face, colour, ground, ink, slogan, at, weight = row.split("|")
    return Look(code, name, face, colour, ground, ink, slogan, at or "top", float(weight))


LOOKS: tuple[Look, ...] = tuple(_look(row) for row in _ROWS.strip().splitlines())
