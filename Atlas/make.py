"""Makes the atlas of cut-outs from Debian's fonts-noto-color-emoji: pictures and atlas.json.

Run as `python make.py FONT` with fontTools and Pillow, where FONT is NotoColorEmoji.ttf of
fonts-noto-color-emoji 2.042-0+deb12u1 (`apt-get download`, `dpkg -x`; the package's version and the
font's digest are checked, so that the same files come out). It writes into its own folder.

A line of THINGS is a thing: name | size | stance | tilt | cut-outs | more. Size is relative to the
other things, compressed as a picture book compresses it. Stance is ground, air or lying. Tilt is how
far it may be turned, in degrees. A cut-out is a code point with what follows it: `=red` says its
natural colour, `*` that it takes any colour, `*#rrggbb` that it takes it where it has about that one,
`[left]` that only that half is cut out. More are `also NAME`, another noun for it; `plural NAME`; `coco NAME`,
where the class has another name than the thing; and `kin NAME`, a kind that it is one of: what has
kin in a scene is never said to be absent from it.
"""

import hashlib
import io
import json
import pathlib
import sys

from fontTools.ttLib import TTFont
from PIL import Image

FONT_DIGEST = "e5899ed38b8ed83e08bd3ac5de09791e9d19d288333a796de1d35ad17396f1ec"
LMD = "backpack book bottle bowl car cat chair cup dog laptop".split()
COCO = """
person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant,
stop sign, parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe,
backpack, umbrella, handbag, tie, suitcase, frisbee, skis, snowboard, sports ball, kite,
baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, fork,
knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake,
chair, couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard,
cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear,
hair drier, toothbrush
""".replace("\n", " ").split(",")
COCO = [name.strip() for name in COCO]

THINGS = """
backpack | 0.9 | ground | 10 | 1f392=red* | kin bag
book | 0.8 | ground | 25 | 1f4d5=red* 1f4d4* 1f4d2=yellow* 1f4d6
bottle | 0.85 | ground | 25 | 1f37e* 1f9f4*
bowl | 0.85 | ground | 6 | 1f963=blue* 1f35a*#a6cfd5 1f957*#f8f8f8
car | 1.0 | ground | 8 | 1f697=red* 1f698=red* 1f699=blue* | kin vehicle
cat | 0.95 | ground | 10 | 1f408*#feb700#b85c3e 1f431*
chair | 0.95 | ground | 12 | 1fa91=brown*
cup | 0.75 | ground | 10 | 2615=white*#e0e0e0 1f964*#a5ced5 1f375* | kin bowl
dog | 0.95 | ground | 10 | 1f415*#fed1b0#d27856#865b52 1f436*#fee9c7#d27856#865b52 1f9ae*
laptop | 0.9 | ground | 8 | 1f4bb=gray*
person | 1.1 | ground | 6 | 1f9cd 1f6b6 1f3c3
bicycle | 1.0 | ground | 8 | 1f6b2* | also bike | kin vehicle
motorcycle | 1.0 | ground | 8 | 1f3cd=red* 1f6f5=yellow* | kin vehicle
airplane | 1.05 | air | 25 | 2708 1f6e9=blue | also plane
bus | 1.1 | ground | 6 | 1f68c 1f68e=green 1f68d | kin vehicle
train | 1.1 | ground | 5 | 1f682 1f684 1f686 | kin vehicle
truck | 1.1 | ground | 6 | 1f69a 1f69b 1f6fb=red* | kin vehicle
boat | 1.05 | ground | 8 | 26f5 1f6a4 1f6e5
traffic light | 0.95 | ground | 6 | 1f6a6
stop sign | 0.8 | ground | 8 | 1f6d1=red
bird | 0.8 | air | 20 | 1f426=blue* 1f54a=white
horse | 1.05 | ground | 8 | 1f40e=brown* 1f434=brown*
sheep | 0.95 | ground | 8 | 1f411=white* 1f40f
cow | 1.05 | ground | 8 | 1f404 1f42e
elephant | 1.15 | ground | 8 | 1f418=gray*
bear | 1.0 | ground | 8 | 1f43b=brown*
zebra | 1.05 | ground | 8 | 1f993
giraffe | 1.2 | ground | 8 | 1f992
umbrella | 1.0 | ground | 25 | 2602=purple* 1f302=purple*
handbag | 0.8 | ground | 10 | 1f45c=brown* 1f45b=pink* | also purse | kin bag
suitcase | 0.9 | ground | 12 | 1f9f3=blue* | kin bag
frisbee | 0.7 | air | 30 | 1f94f=blue*
ball | 0.7 | ground | 180 | 26bd 1f3c0=orange* 1f3d0=white* | also sports ball | coco sports ball
kite | 0.9 | air | 30 | 1fa81
skateboard | 0.85 | ground | 25 | 1f6f9
tennis racket | 0.9 | lying | 60 | 1f3be=blue*
wine glass | 0.85 | ground | 12 | 1f377 | kin cup
fork | 0.8 | lying | 90 | 1f374[left]=gray | kin cutlery
knife | 0.85 | lying | 90 | 1f52a | kin cutlery
spoon | 0.8 | lying | 90 | 1f944=gray | kin cutlery
banana | 0.8 | lying | 40 | 1f34c=yellow
apple | 0.75 | ground | 20 | 1f34e=red 1f34f=green
sandwich | 0.8 | ground | 10 | 1f96a
orange | 0.7 | ground | 20 | 1f34a
broccoli | 0.75 | ground | 20 | 1f966=green | kin vegetable
carrot | 0.8 | lying | 60 | 1f955=orange | kin vegetable
hot dog | 0.85 | ground | 20 | 1f32d | kin sandwich
pizza | 0.85 | ground | 25 | 1f355
donut | 0.75 | ground | 25 | 1f369
cake | 0.9 | ground | 6 | 1f382 1f370
couch | 1.1 | ground | 5 | 1f6cb=blue* | also sofa
potted plant | 0.95 | ground | 8 | 1fab4 | kin plant
bed | 1.1 | ground | 5 | 1f6cf=blue*
toilet | 0.95 | ground | 6 | 1f6bd=white
tv | 0.95 | ground | 6 | 1f4fa | also television
computer mouse | 0.7 | ground | 20 | 1f5b1=white* | coco mouse
keyboard | 0.95 | ground | 15 | 2328
cell phone | 0.75 | ground | 20 | 1f4f1=black | also phone | kin phone
clock | 0.8 | ground | 8 | 23f0=red* 1f570
vase | 0.9 | ground | 8 | 1f3fa 26b1
scissors | 0.8 | lying | 60 | 2702=red* | plural pairs of scissors
teddy bear | 0.9 | ground | 10 | 1f9f8=brown* | kin bear
toothbrush | 0.8 | lying | 60 | 1faa5=orange*
penguin | 0.95 | ground | 8 | 1f427 | kin bird
duck | 0.85 | ground | 8 | 1f986 | kin bird
owl | 0.85 | ground | 8 | 1f989=brown | kin bird
parrot | 0.85 | ground | 10 | 1f99c | kin bird
flamingo | 1.0 | ground | 8 | 1f9a9=pink* | kin bird
peacock | 1.0 | ground | 6 | 1f99a | kin bird
rooster | 0.85 | ground | 8 | 1f413 | kin bird
chick | 0.7 | ground | 10 | 1f424=yellow* 1f425=yellow* | kin bird
turkey | 0.9 | ground | 8 | 1f983 | kin bird
eagle | 0.95 | air | 15 | 1f985 | kin bird
swan | 0.95 | ground | 6 | 1f9a2=white* | kin bird
mouse | 0.7 | ground | 10 | 1f401=gray*#dedede 1f42d=gray*#b0afaf | kin rodent
hamster | 0.75 | ground | 10 | 1f439 | kin rodent
rabbit | 0.8 | ground | 10 | 1f407=gray* 1f430=gray*
squirrel | 0.8 | ground | 8 | 1f43f=brown | kin rodent
hedgehog | 0.75 | ground | 10 | 1f994=brown
fox | 0.9 | ground | 10 | 1f98a=orange* | kin dog
wolf | 0.9 | ground | 8 | 1f43a=gray* | kin dog
pig | 0.95 | ground | 8 | 1f416=pink 1f437=pink
camel | 1.1 | ground | 6 | 1f42a 1f42b
llama | 1.05 | ground | 6 | 1f999=white
rhino | 1.1 | ground | 6 | 1f98f*
hippo | 1.1 | ground | 6 | 1f99b=brown*
gorilla | 1.0 | ground | 6 | 1f98d | kin monkey
monkey | 0.9 | ground | 10 | 1f412=brown 1f435=brown
lion | 1.0 | ground | 8 | 1f981 | kin cat
tiger | 1.0 | ground | 8 | 1f405=orange 1f42f=orange | kin cat
leopard | 1.0 | ground | 8 | 1f406 | kin cat
panda | 0.95 | ground | 10 | 1f43c | kin bear
koala | 0.9 | ground | 10 | 1f428=gray* | kin bear
kangaroo | 1.0 | ground | 8 | 1f998=brown*
deer | 1.05 | ground | 6 | 1f98c=brown
goat | 0.95 | ground | 8 | 1f410
bison | 1.1 | ground | 6 | 1f9ac=brown | kin cow
beaver | 0.85 | ground | 8 | 1f9ab=brown | kin rodent
seal | 0.95 | ground | 10 | 1f9ad
frog | 0.7 | ground | 12 | 1f438=green*
turtle | 0.85 | ground | 12 | 1f422=green
snake | 0.8 | ground | 12 | 1f40d=green*
lizard | 0.8 | lying | 60 | 1f98e=green*
crocodile | 1.05 | ground | 15 | 1f40a=green
dinosaur | 1.15 | ground | 8 | 1f995=green* 1f996=green*
whale | 1.15 | ground | 10 | 1f433=blue* 1f40b=blue
dolphin | 1.0 | ground | 20 | 1f42c=blue* | kin whale
fish | 0.8 | air | 20 | 1f41f=blue* 1f420=yellow
shark | 1.05 | ground | 15 | 1f988=gray* | kin fish
octopus | 0.9 | ground | 12 | 1f419=red* | plural octopuses
snail | 0.75 | ground | 10 | 1f40c
butterfly | 0.75 | air | 30 | 1f98b=orange*
bee | 0.7 | air | 25 | 1f41d
ladybug | 0.7 | ground | 40 | 1f41e=red*
spider | 0.75 | ground | 30 | 1f577=gray*
crab | 0.8 | ground | 10 | 1f980=red*
lobster | 0.85 | ground | 25 | 1f99e=red*
bat | 0.8 | air | 20 | 1f987
pear | 0.7 | ground | 20 | 1f350=green*
lemon | 0.7 | ground | 40 | 1f34b=yellow*
watermelon | 0.85 | ground | 20 | 1f349
strawberry | 0.7 | ground | 25 | 1f353=red
pineapple | 0.9 | ground | 10 | 1f34d=yellow
tomato | 0.7 | ground | 15 | 1f345=red | plural tomatoes | kin vegetable
eggplant | 0.8 | lying | 40 | 1f346=purple | kin vegetable
bell pepper | 0.7 | ground | 15 | 1fad1=green* | also pepper | kin vegetable
pumpkin | 0.85 | ground | 10 | 1f383=orange
mushroom | 0.75 | ground | 10 | 1f344=red*
egg | 0.7 | ground | 30 | 1f95a*
croissant | 0.75 | ground | 20 | 1f950
hamburger | 0.8 | ground | 8 | 1f354 | kin sandwich
ice cream | 0.8 | ground | 12 | 1f366 1f368 | plural ice creams
cupcake | 0.75 | ground | 8 | 1f9c1
cookie | 0.7 | ground | 40 | 1f36a=brown
teapot | 0.85 | ground | 8 | 1fad6=red*
tree | 1.2 | ground | 5 | 1f333=green | kin plant
pine tree | 1.2 | ground | 5 | 1f332=green | kin plant
palm tree | 1.2 | ground | 6 | 1f334 | kin plant
cactus | 1.0 | ground | 6 | 1f335=green* | kin plant
tulip | 0.85 | ground | 12 | 1f337=pink* | kin plant | kin flower
rose | 0.85 | ground | 12 | 1f339=red* | kin plant | kin flower
sunflower | 0.9 | ground | 10 | 1f33b=yellow | kin plant | kin flower
snowman | 1.0 | ground | 6 | 26c4=white
house | 1.2 | ground | 3 | 1f3e0
castle | 1.25 | ground | 3 | 1f3f0 | kin house
tent | 1.1 | ground | 4 | 26fa=orange*
balloon | 0.9 | air | 15 | 1f388=red*
gift | 0.8 | ground | 12 | 1f381=red* | kin box
lantern | 0.8 | air | 8 | 1f3ee=red | kin lamp
light bulb | 0.7 | ground | 30 | 1f4a1=yellow | kin lamp
candle | 0.8 | ground | 5 | 1f56f=white | kin lamp
key | 0.7 | lying | 90 | 1f511=yellow*
hammer | 0.8 | lying | 90 | 1f528
bucket | 0.8 | ground | 8 | 1faa3=blue* | kin basket
basket | 0.85 | ground | 8 | 1f9fa=brown
broom | 0.9 | lying | 40 | 1f9f9
door | 1.1 | ground | 3 | 1f6aa=brown*
box | 0.85 | ground | 12 | 1f4e6=brown*
pencil | 0.8 | lying | 90 | 270f=yellow*
guitar | 0.95 | lying | 40 | 1f3b8=red* | kin instrument
violin | 0.95 | lying | 40 | 1f3bb | kin instrument
drum | 0.85 | ground | 8 | 1f941=red* | kin instrument
trumpet | 0.85 | lying | 30 | 1f3ba | kin instrument
saxophone | 0.9 | lying | 30 | 1f3b7 | kin instrument
camera | 0.75 | ground | 10 | 1f4f7=black
radio | 0.8 | ground | 8 | 1f4fb=orange*
telephone | 0.75 | ground | 8 | 260e=red* | kin phone
headphones | 0.75 | ground | 15 | 1f3a7=black* | plural pairs of headphones
shirt | 0.85 | air | 15 | 1f455=blue* 1f45a=purple* | also t-shirt | kin clothing
dress | 0.95 | air | 10 | 1f457=blue* | kin clothing
jacket | 0.9 | air | 10 | 1f9e5=blue* | kin clothing
shoe | 0.75 | ground | 15 | 1f45f=blue* 1f45e=brown*
boot | 0.8 | ground | 12 | 1f462=brown* 1f97e=brown | kin shoe
glove | 0.75 | lying | 40 | 1f94a=red* | also boxing glove
hat | 0.8 | ground | 15 | 1f3a9=black*#414141 1f9e2=blue*
crown | 0.8 | ground | 12 | 1f451=yellow
helicopter | 1.0 | air | 12 | 1f681=yellow* | kin airplane
rocket | 1.0 | air | 40 | 1f680
tractor | 1.05 | ground | 6 | 1f69c=green*#02ab47 | kin vehicle
fire truck | 1.1 | ground | 6 | 1f692=red | kin truck | kin vehicle
ambulance | 1.1 | ground | 6 | 1f691=white | kin vehicle
scooter | 0.9 | ground | 10 | 1f6f4=blue* | kin vehicle
canoe | 0.95 | ground | 10 | 1f6f6=brown* | kin boat
ship | 1.15 | ground | 5 | 1f6a2 1f6f3 | kin boat
robot | 0.9 | ground | 8 | 1f916
ghost | 0.85 | air | 12 | 1f47b=white*
"""


def things():
    for line in THINGS.strip().splitlines():
        name, size, stance, tilt, cutouts, *more = [part.strip() for part in line.split("|")]
        thing = {"name": name}
        coco = name if name in COCO and name != "mouse" else None
        for addition in more:
            key, value = addition.split(" ", 1)
            if key in ("also", "kin"):
                thing.setdefault(key, []).append(value)
            elif key == "plural":
                thing["plural"] = value
            elif key == "coco":
                coco = value
            else:
                raise SystemExit(f"{name}: expected also, kin, plural or coco, found {key}")
        classes = {}
        if coco:
            assert coco in COCO, coco
            classes["coco"] = coco
        if name in LMD:
            classes["lmd"] = name
        if classes:
            thing["classes"] = classes
        thing.update(size=float(size), stance=stance, tilt=int(tilt))
        thing["cutouts"] = cutouts.split()
        yield thing


def cutout(text, stem):
    entry = {"file": stem + ".png"}
    half = text.find("[left]") >= 0
    text = text.replace("[left]", "")
    text, _, body = text.partition("*") if "*" in text else (text, None, None)
    code, _, colour = text.partition("=")
    entry["glyph"] = "U+" + code.upper()
    if colour:
        entry["colour"] = colour
    if body is not None:
        entry["colourable"] = True
        if body:
            entry["body"] = ["#" + part for part in body.strip("#").split("#")]
    return entry, int(code, 16), half


def picture(font, code, half):
    strike = font["CBDT"].strikeData[0]
    image = Image.open(io.BytesIO(strike[font.getBestCmap()[code]].imageData)).convert("RGBA")
    if half:
        image = image.crop((0, 0, image.width // 2, image.height))
    # The outermost pixels of the bitmaps are nearly clear; what is left touches all four sides.
    alpha = image.getchannel("A").point(lambda level: 255 if level > 24 else 0)
    return image.crop(alpha.getbbox())


def main(path):
    folder = pathlib.Path(__file__).resolve().parent
    data = pathlib.Path(path).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != FONT_DIGEST:
        raise SystemExit(f"{path}: expected the font with SHA-256 {FONT_DIGEST}, found {digest}")
    font = TTFont(io.BytesIO(data))
    for old in folder.glob("*.png"):
        old.unlink()
    table = []
    for thing in things():
        entries = []
        for number, text in enumerate(thing["cutouts"], start=1):
            stem = thing["name"].replace(" ", "-") + (f"-{number}" if number > 1 else "")
            entry, code, half = cutout(text, stem)
            picture(font, code, half).save(folder / entry["file"], optimize=True)
            entries.append(entry)
        thing["cutouts"] = entries
        table.append("    " + json.dumps(thing, ensure_ascii=False))
    head = {
        "schema": "maquette/atlas/1",
        "source": "fonts-noto-color-emoji 2.042-0+deb12u1",
        "licence": "Apache-2.0",
    }
    text = json.dumps(head, indent=2)[:-2] + ',\n  "things": [\n' + ",\n".join(table) + "\n  ]\n}\n"
    json.loads(text)
    (folder / "atlas.json").write_text(text)
    print(f"{len(table)} things, {sum(len(t['cutouts']) for t in map(json.loads, table))} cut-outs")


main(sys.argv[1])
