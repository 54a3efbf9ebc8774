"""Opens the files that `maquette convert` writes with the readers of the tools they are for.

    python Fixtures/make/outside_readers.py PATH/TO/maquette [--keep FOLDER]

Run with the versions of requirements-readers.txt, with xmllint (libxml2) and rsvg-convert (librsvg), and
where they are there with ultralytics, diffusers and inkscape; a reader that is missing is said and not
counted. Every layout goes through every notation; what the other tool sees (counts, names, coordinates)
is compared with the layout. Prints a table and ends with 1 if anything differs.

CVAT itself is a server and publishes no reader; datumaro's reader of its format stands for it. It knows
no ellipses, so these are compared by the attributes that CVAT's own import reads.
"""

import argparse
import ast
import collections
import colorsys
import importlib.metadata
import json
import math
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback
import types
import warnings
import xml.etree.ElementTree
import xml.sax.saxutils

WIDTH, HEIGHT = 640, 480


# Layouts


def box(name, x, y, width, height, description=""):
    numbers = {"x": x, "y": y, "width": width, "height": height}
    return {"name": name, "description": description, "box": numbers}


def ellipse(name, cx, cy, major, minor, angle, description=""):
    numbers = {"cx": cx, "cy": cy, "major": major, "minor": minor, "angle": angle}
    return {"name": name, "description": description, "ellipse": numbers}


def layouts():
    crowd = [
        box(f"thing {i % 7}", 5 + 60 * (i % 10), 4 + 76 * (i // 10), 40 + i % 13, 50.5)
        if i % 3
        else ellipse(f"blob {i % 5}", 30 + 60 * (i % 10), 40 + 76 * (i // 10), 28, 11 + i % 9, (17 * i) % 180)
        for i in range(60)
    ]
    objects = {
        "boxes": [box("a cat", 10, 20, 100, 120), box("a dog", 300.25, 200.5, 80.125, 100)],
        "ellipses": [
            ellipse("a ship", 300, 200, 120, 40, 30, "long and grey"),
            ellipse("a plate", 150, 300, 60, 60, 0),
            ellipse("a pole", 500, 240, 150, 6, 88.5),
        ],
        "names": [
            box("빨간 사과", 10, 20, 100, 120, "한국어 설명"),
            box("红苹果 🍎", 200, 20, 100, 120),
            box("تفاحة حمراء", 400, 20, 100, 120),
            ellipse("e\u0301clair & <co>", 200, 300, 80, 40, 12),
        ],
        "quotes": [
            box('a "quoted" cat', 10, 20, 100, 120, "it's 5 > 4 && 3 < 4"),
            box("the dog's bone; {x: 1}", 200, 100, 90, 80),
            box("back\\slash, comma: [1, 2]", 300, 300, 90, 80),
        ],
        "outside": [
            box("left of it", -40, 100, 100, 80),
            box("wider than all", -20, -10, 700, 520),
            box("far away", 700, 100, 50, 50),
            ellipse("half out", 620, 240, 100, 40, 20),
        ],
        "empty": [],
        "crowd": crowd,
    }
    for name, things in objects.items():
        yield name, {
            "schema": "maquette/layout/1",
            "canvas": {"width": WIDTH, "height": HEIGHT},
            "caption": f"a picture of {name}",
            "background": "a plain room",
            "negative": "people",
            "objects": things,
        }


def bounds(thing):
    """x0, y0, x1, y1 of an object."""
    if "box" in thing:
        b = thing["box"]
        return b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"]
    e = thing["ellipse"]
    turn = math.radians(e["angle"])
    across = math.hypot(e["major"] * math.cos(turn), e["minor"] * math.sin(turn))
    down = math.hypot(e["major"] * math.sin(turn), e["minor"] * math.cos(turn))
    return e["cx"] - across, e["cy"] - down, e["cx"] + across, e["cy"] + down


def corners(thing):
    """The corners of the rectangle around an object, turned as the object is."""
    if "box" in thing:
        x0, y0, x1, y1 = bounds(thing)
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    e = thing["ellipse"]
    cosine, sine = math.cos(math.radians(e["angle"])), math.sin(math.radians(e["angle"]))
    return [
        (e["cx"] + u * e["major"] * cosine - v * e["minor"] * sine, e["cy"] + u * e["major"] * sine + v * e["minor"] * cosine)
        for u, v in [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    ]


def drawn(thing):
    """The pixels whose middles lie in an ellipse."""
    import numpy

    e = thing["ellipse"]
    rows, columns = numpy.mgrid[0:HEIGHT, 0:WIDTH] + 0.5
    cosine, sine = math.cos(math.radians(e["angle"])), math.sin(math.radians(e["angle"]))
    along = (columns - e["cx"]) * cosine + (rows - e["cy"]) * sine
    across = (rows - e["cy"]) * cosine - (columns - e["cx"]) * sine
    return (along / e["major"]) ** 2 + (across / e["minor"]) ** 2 <= 1


# Comparing


class Mismatch(Exception):
    pass


def same(found, expected, what):
    if found != expected:
        raise Mismatch(f"{what}: expected {expected!r}, found {found!r}")


def near(found, expected, tolerance, what):
    found, expected = list(found), list(expected)
    same(len(found), len(expected), f"{what}: count of numbers")
    worst = max((abs(float(a) - float(b)) for a, b in zip(found, expected)), default=0)
    if not worst <= tolerance:
        raise Mismatch(f"{what}: expected {expected}, found {found}, {worst} apart")


class Case:
    """One layout with the files made of it."""

    def __init__(self, program, folder, name, layout):
        self.program, self.name, self.layout = program, name, layout
        self.folder = folder / name
        self.folder.mkdir()
        (self.folder / "layout.json").write_text(json.dumps(layout, ensure_ascii=False), encoding="utf-8")
        from PIL import Image

        Image.new("RGB", (WIDTH, HEIGHT), "white").save(self.folder / "1.png")
        self.objects = layout["objects"]
        self.names = [thing["name"] for thing in self.objects]

    def write(self, notation, file, *options):
        path = self.folder / file
        path.parent.mkdir(exist_ok=True)
        command = [self.program, "convert", self.folder / "layout.json", "-o", path, "--to", notation, *options]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        if done.returncode:
            raise Mismatch(f"maquette convert --to {notation} ends with {done.returncode}: {done.stderr}")
        return path

    def json(self, notation, *options):
        return json.loads(self.write(notation, f"{notation}.json", *options).read_text(encoding="utf-8"))

    def beside(self, notation, file, *options):
        """A folder with the file and the picture of the same stem."""
        path = self.write(notation, f"{notation}-{len(options)}/{file}", *options)
        shutil.copy(self.folder / "1.png", path.parent / "1.png")
        return path


CHECKS = []


def reader(notation, package, tool=None):
    def add(function):
        CHECKS.append((notation, package, tool, function))
        return function

    return add


# COCO


@reader("coco", "pycocotools")
def coco_by_pycocotools(case):
    from pycocotools.coco import COCO

    coco = COCO(str(case.write("coco", "coco.json")))
    same([(i["width"], i["height"]) for i in coco.loadImgs(coco.getImgIds())], [(WIDTH, HEIGHT)], "pictures")
    annotations = coco.loadAnns(coco.getAnnIds())
    names = [coco.loadCats(a["category_id"])[0]["name"] for a in annotations]
    same(names, case.names, "names")
    for thing, annotation in zip(case.objects, annotations):
        x0, y0, x1, y1 = bounds(thing)
        near(annotation["bbox"], [x0, y0, x1 - x0, y1 - y0], 1e-6, f"bbox of {thing['name']}")
        inside = 0 <= x0 and 0 <= y0 and x1 <= WIDTH and y1 <= HEIGHT
        if inside:
            drawn = int(coco.annToMask(annotation).sum())
            near([drawn / annotation["area"]], [1], 0.06, f"area of {thing['name']}")
    return len(annotations)


@reader("coco", "supervision")
def coco_by_supervision(case):
    import supervision

    path = case.beside("coco", "1.json")
    found = supervision.DetectionDataset.from_coco(str(path.parent), str(path))
    return compare_detections(case, found, 1e-3)


def compare_detections(case, dataset, tolerance, things=None, clipped=False):
    """supervision's detections against the objects, in their order."""
    things = case.objects if things is None else things
    (_, _, detections), = list(dataset)
    same(len(detections), len(things), "count of detections")
    for index, thing in enumerate(things):
        same(dataset.classes[int(detections.class_id[index])], thing["name"], "name")
        expected = bounds(thing)
        if clipped:
            expected = shown(thing)
        near(detections.xyxy[index], expected, tolerance, f"box of {thing['name']}")
    return len(detections)


# Pascal VOC


@reader("voc", "supervision")
def voc_by_supervision(case):
    import supervision

    path = case.beside("voc", "1.xml", "--voc-base", "1")
    found = supervision.DetectionDataset.from_pascal_voc(str(path.parent), str(path.parent))
    return compare_detections(case, found, 1 + 1e-3)


@reader("voc", "datumaro")
def voc_by_datumaro(case):
    import datumaro

    if any(":" in name for name in case.names):
        return None  # its own list of labels has no way to hold a colon
    folder = case.folder / "voc-datumaro"
    for part in ["Annotations", "ImageSets/Main", "JPEGImages"]:
        (folder / part).mkdir(parents=True)
    shutil.copy(case.write("voc", "voc.xml", "--voc-base", "0"), folder / "Annotations/1.xml")
    shutil.copy(case.folder / "1.png", folder / "JPEGImages/1.png")
    (folder / "ImageSets/Main/train.txt").write_text("1\n")
    labels = "".join(f"{name}:::\n" for name in dict.fromkeys(case.names))
    (folder / "labelmap.txt").write_text("# label:color_rgb:parts:actions\n" + labels, encoding="utf-8")
    dataset = datumaro.Dataset.import_from(str(folder), "voc_detection")
    found = [a for item in dataset for a in item.annotations if isinstance(a, datumaro.Bbox)]
    same(len(found), len(case.objects), "count of boxes")
    for thing, shape in zip(case.objects, found):
        near(shape.points, bounds(thing), 0.02, f"box of {thing['name']}")
    return len(found)


@reader("voc", None, "xmllint")
def voc_by_xmllint(case):
    return well_formed(case.write("voc", "voc.xml"), case)


def well_formed(path, case):
    done = subprocess.run(["xmllint", "--noout", "--nonet", str(path)], capture_output=True, text=True)
    same((done.returncode, done.stderr), (0, ""), "xmllint")
    return len(case.objects)


# YOLO


def shown(thing):
    """What a YOLO label may say of an object: clipped where Ultralytics would refuse the whole file."""
    x0, y0, x1, y1 = bounds(thing)
    center = (x0 + x1) / 2 / WIDTH, (y0 + y1) / 2 / HEIGHT
    side = (x1 - x0) / WIDTH, (y1 - y0) / HEIGHT
    if all(0 <= c <= 1 for c in center) and all(s <= 1 for s in side):
        return x0, y0, x1, y1
    return max(x0, 0), max(y0, 0), min(x1, WIDTH), min(y1, HEIGHT)


def visible(case):
    for thing in case.objects:
        x0, y0, x1, y1 = shown(thing)
        if x0 < x1 and y0 < y1:
            yield thing


def yolo(case, notation):
    path = case.beside(notation, "1.txt")
    names = path.with_suffix(".yaml")
    if not names.exists():
        raise Mismatch(f"{notation}: {names.name} with the names of the classes is not written")
    return path, names


@reader("yolo", "supervision")
def yolo_by_supervision(case):
    import supervision

    path, names = yolo(case, "yolo")
    found = supervision.DetectionDataset.from_yolo(str(path.parent), str(path.parent), str(names))
    return compare_detections(case, found, 1e-2, things=list(visible(case)), clipped=True)


@reader("yolo-obb", "supervision")
def yolo_obb_by_supervision(case):
    import supervision

    path, names = yolo(case, "yolo-obb")
    dataset = supervision.DetectionDataset.from_yolo(str(path.parent), str(path.parent), str(names), is_obb=True)
    (_, _, found), = list(dataset)
    things = list(visible(case))
    same(len(found), len(things), "count of detections")
    for index, thing in enumerate(things):
        same(dataset.classes[int(found.class_id[index])], thing["name"], "name")
        square = found.data["xyxyxyxy"][index].reshape(-1)
        expected = corners(thing)
        if shown(thing) != bounds(thing):
            x0, y0, x1, y1 = shown(thing)
            expected = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        near(square, sum(map(list, expected), []), 0.1, f"corners of {thing['name']}")
    return len(found)


@reader("yolo", "ultralytics")
def yolo_by_ultralytics(case):
    return by_ultralytics(case, "yolo")


@reader("yolo-obb", "ultralytics")
def yolo_obb_by_ultralytics(case):
    return by_ultralytics(case, "yolo-obb")


def by_ultralytics(case, notation):
    from ultralytics.data.utils import verify_image_label

    path, _ = yolo(case, notation)
    things = list(visible(case))
    arguments = (str(path.with_suffix(".png")), str(path), "", False, max(1, len(set(case.names))), 0, 0, False)
    _, labels, shape, _, _, missing, _, _, corrupt, message = verify_image_label(arguments)
    same((missing, corrupt), (0, 0), f"missing and corrupt ({message})")
    same(tuple(shape), (HEIGHT, WIDTH), "shape")
    same(len(labels), len(things), "count of labels")
    return len(labels)


# LabelMe


@reader("labelme", "labelme")
def labelme_by_itself(case):
    from labelme._label_file import read_label_file
    from labelme.utils import shape_to_mask

    data = read_label_file(str(case.beside("labelme", "1.json")))
    same(data.image_path, "1.png", "picture")
    same([shape["label"] for shape in data.shapes], case.names, "names")
    same([shape["description"] for shape in data.shapes], [t["description"] for t in case.objects], "descriptions")
    counts = {"rectangle": 2, "oriented_rectangle": 4}
    for thing, shape in zip(case.objects, data.shapes):
        same(len(shape["points"]), counts.get(shape["shape_type"]), "count of points")
        expected = [corners(thing)[i] for i in ([0, 2] if "box" in thing else range(4))]
        near(sum(shape["points"], []), sum(map(list, expected), []), 1e-6, f"points of {thing['name']}")
        if "box" in thing:
            shape_to_mask((HEIGHT, WIDTH), shape["points"], shape["shape_type"])
    return len(data.shapes)


@reader("labelme", "supervision")
def labelme_by_supervision(case):
    import supervision

    if any("ellipse" in thing for thing in case.objects):
        return None  # it knows rectangles and polygons only
    path = case.beside("labelme", "1.json")
    found = supervision.DetectionDataset.from_labelme(str(path.parent), str(path.parent))
    return compare_detections(case, found, 1e-3)


# CVAT


@reader("cvat", "datumaro")
def cvat_by_datumaro(case):
    import datumaro

    path = case.write("cvat", "cvat.xml")
    folder = case.folder / "cvat-datumaro"
    folder.mkdir()
    shutil.copy(path, folder / "annotations.xml")
    (folder / "images").mkdir()
    shutil.copy(case.folder / "1.png", folder / "images/1.png")
    dataset = datumaro.Dataset.import_from(str(folder), "cvat")
    labels = dataset.categories()[datumaro.AnnotationType.label]
    same([label.name for label in labels], list(dict.fromkeys(case.names)), "labels")
    found = sorted((a for item in dataset for a in item.annotations), key=lambda a: a.z_order)
    boxes = [(i, thing) for i, thing in enumerate(case.objects) if "box" in thing]
    same(len(found), len(boxes), "count of boxes")
    for (order, thing), shape in zip(boxes, found):
        same((labels[shape.label].name, shape.z_order), (thing["name"], order), "label and order")
        near(shape.points, bounds(thing), 0.01, f"box of {thing['name']}")
    image = xml.etree.ElementTree.parse(path).getroot().find("image")
    ovals = [(i, thing) for i, thing in enumerate(case.objects) if "ellipse" in thing]
    same(len(image.findall("ellipse")), len(ovals), "count of ellipses")
    for (order, thing), shape in zip(ovals, image.findall("ellipse")):
        same((shape.get("label"), shape.get("z_order")), (thing["name"], str(order)), "label and order")
        numbers = [float(shape.get(key, "0")) for key in ["cx", "cy", "rx", "ry", "rotation"]]
        near(numbers, thing["ellipse"].values(), 1e-6, f"ellipse of {thing['name']}")
    return len(case.objects)


@reader("cvat", None, "xmllint")
def cvat_by_xmllint(case):
    return well_formed(case.write("cvat", "cvat.xml"), case)


# Label Studio

LABELING = """<View><Image name="image" value="$image"/>
<RectangleLabels name="label" toName="image">{labels}</RectangleLabels>
<EllipseLabels name="ellipse" toName="image">{labels}</EllipseLabels></View>"""


@reader("label-studio", "label-studio-sdk")
def label_studio_by_its_converter(case):
    from label_studio_sdk.converter import Converter

    path = case.write("label-studio", "label-studio.json")
    folder = case.folder / "label-studio"
    folder.mkdir(exist_ok=True)
    labels = "".join(f"<Label value={xml.sax.saxutils.quoteattr(n)}/>" for n in dict.fromkeys(case.names))
    converter = Converter(LABELING.format(labels=labels), str(folder), download_resources=False)
    converter.convert_to_json(str(path), str(folder), is_dir=False)
    tasks = list(converter.iter_from_json_file(str(path)))
    same(len(tasks), 1, "count of tasks")
    regions = [r for values in tasks[0]["output"].values() for r in values]
    same(len(regions), len(case.objects), "count of regions")
    boxes = [t for t in case.objects if "box" in t]
    rectangles = [r for r in regions if "rectanglelabels" in r]
    same([r["rectanglelabels"] for r in rectangles], [[t["name"]] for t in boxes], "labels of boxes")
    for thing, region in zip(boxes, rectangles):
        x, y, width, height = Converter.rotated_rectangle(region)
        x0, y0, x1, y1 = bounds(thing)
        expected = [x0 / WIDTH, y0 / HEIGHT, (x1 - x0) / WIDTH, (y1 - y0) / HEIGHT]
        near([x, y, width, height], [100 * n for n in expected], 1e-6, f"box of {thing['name']}")
    ovals = [t for t in case.objects if "ellipse" in t]
    found = [r for r in regions if "ellipselabels" in r]
    same([r["ellipselabels"] for r in found], [[t["name"]] for t in ovals], "labels of ellipses")
    for thing, region in zip(ovals, found):
        e = thing["ellipse"]
        expected = [e["cx"] / WIDTH, e["cy"] / HEIGHT, e["major"] / WIDTH, e["minor"] / HEIGHT, e["angle"] / 100]
        numbers = [region[key] for key in ["x", "y", "radiusX", "radiusY", "rotation"]]
        near(numbers, [100 * n for n in expected], 1e-6, f"ellipse of {thing['name']}")
    return len(regions)


@reader("label-studio", "label-studio-sdk")
def label_studio_by_its_interface(case):
    from label_studio_sdk.label_interface import LabelInterface

    labels = "".join(f"<Label value={xml.sax.saxutils.quoteattr(n)}/>" for n in dict.fromkeys(case.names))
    interface = LabelInterface(LABELING.format(labels=labels or '<Label value="none"/>'))
    task, = case.json("label-studio")
    for annotation in task["annotations"]:
        # It takes nothing that begins beyond the picture or is larger, which Label Studio cannot draw either.
        annotation["result"] = [r for r in annotation["result"] if all(
            r["value"].get(key, 0) <= 100 for key in ["x", "y", "width", "height"])]
        same(interface.validate_annotation(annotation), True, "validate_annotation")
        errors = [interface.validate_region(region, return_errors=True) for region in annotation["result"]]
        same([e for e in errors if e], [], "validate_region")
    return len(case.objects)


# Painting


@reader("gligen", "diffusers")
def gligen_by_diffusers(case):
    from diffusers import StableDiffusionGLIGENPipeline

    arguments = case.json("gligen")
    phrases, boxes = arguments["gligen_phrases"], arguments["gligen_boxes"]
    StableDiffusionGLIGENPipeline.check_inputs(
        types.SimpleNamespace(_callback_tensor_inputs=[]), arguments["prompt"], HEIGHT, WIDTH, 1, phrases, boxes,
        arguments.get("negative_prompt"),
    )
    same(phrases, case.names, "phrases")
    for thing, numbers in zip(case.objects, boxes):
        scale = [WIDTH, HEIGHT, WIDTH, HEIGHT]
        near([n * s for n, s in zip(numbers, scale)], bounds(thing), 1e-6, f"box of {thing['name']}")
    return len(boxes)


@reader("instance-diffusion", "pycocotools")
def instance_diffusion_by_pycocotools(case):
    from pycocotools import mask

    annotations = case.json("instance-diffusion")["annos"]
    same([a["category_name"] for a in annotations], case.names, "names")
    for thing, annotation in zip(case.objects, annotations):
        x0, y0, x1, y1 = bounds(thing)
        near(annotation["bbox"], [x0, y0, x1 - x0, y1 - y0], 1e-6, f"bbox of {thing['name']}")
        if "box" in thing:
            same(annotation["mask"], [], "mask of a box")
            continue
        decoded = mask.decode(annotation["mask"])
        same(decoded.shape, (HEIGHT, WIDTH), "size of the mask")
        wrong = int((decoded != drawn(thing)).sum())
        same(wrong <= 0.01 * decoded.sum(), True, f"mask of {thing['name']}, {wrong} pixels differ")
    return len(annotations)


@reader("lmd", None)
def lmd_by_python(case):
    """As LLM-grounded Diffusion reads its answers: Python's literals, then the two labels."""
    text = case.write("lmd", "lmd.txt").read_text(encoding="utf-8")
    objects, _, prompts = text.partition("Background prompt:")
    background, _, negative = prompts.partition("Negative prompt:")
    pairs = ast.literal_eval(objects.strip())
    same([background.strip(), negative.strip()], ["a plain room", "people"], "prompts")
    same([name for name, _ in pairs], case.names, "names")
    for thing, (_, numbers) in zip(case.objects, pairs):
        x0, y0, x1, y1 = bounds(thing)
        near(numbers, [x0, y0, x1 - x0, y1 - y0], 1e-6, f"box of {thing['name']}")
    return len(pairs)


COMFY_STEPS = {  # the inputs that a node of ComfyUI takes, with the steps of its whole numbers
    "ConditioningSetArea": {"width": (64, 8), "height": (64, 8), "x": (0, 8), "y": (0, 8)},
    "GLIGENTextBoxApply": {"width": (8, 8), "height": (8, 8), "x": (0, 8), "y": (0, 8)},
    "SolidMask": {"width": (1, 1), "height": (1, 1)},
    "MaskComposite": {"x": (0, 1), "y": (0, 1)},
}


@reader("comfyui", None)
def comfyui_by_its_rules(case):
    return comfy(case, "comfyui", "ConditioningSetArea")


@reader("comfyui-gligen", None)
def comfyui_gligen_by_its_rules(case):
    return comfy(case, "comfyui-gligen", "GLIGENTextBoxApply")


@reader("comfyui-masks", None)
def comfyui_masks_by_its_rules(case):
    return comfy(case, "comfyui-masks", "ConditioningSetMask")


def comfy(case, notation, regions):
    """The checks that ComfyUI makes of a graph before it runs it, by its nodes' declarations."""
    graph = case.json(notation)
    outside = {"4", "9"}
    for key, node in graph.items():
        for name, value in node["inputs"].items():
            if isinstance(value, list):
                same(value[0] in graph or value[0] in outside, True, f"link {name} of node {key}")
        for name, (least, step) in COMFY_STEPS.get(node["class_type"], {}).items():
            number = node["inputs"][name]
            same(isinstance(number, int) and number >= least and number % step == 0, True, f"{name} of node {key}")
        if node["class_type"] == "LoadImageMask":
            same((case.folder / node["inputs"]["image"]).exists(), True, f"picture of node {key}")
    count = sum(node["class_type"] == regions for node in graph.values())
    texts = [node["inputs"].get("text") for node in graph.values()]
    seen = [t["name"] for t in case.objects if notation != "comfyui-masks" or t in list(visible(case))]
    same([name for name in seen if name not in texts], [], "texts")
    if notation != "comfyui-masks":
        same(count, len(case.objects), "count of regions")
    return count


# Drawings


@reader("svg", None, "xmllint")
def svg_by_xmllint(case):
    return well_formed(case.write("svg", "layout.svg"), case)


@reader("svg", None, "rsvg-convert")
def svg_by_rsvg(case):
    from PIL import Image

    path = case.write("svg", "layout.svg")
    subprocess.run(["rsvg-convert", str(path), "-o", str(path.with_suffix(".png"))], check=True)
    picture = Image.open(path.with_suffix(".png")).convert("RGB")
    root = xml.etree.ElementTree.parse(path).getroot()
    same(picture.size, (int(root.get("width")), int(root.get("height"))), "size")
    colors = picture.getcolors(1 << 24)
    same(len(colors) > 2 or not case.objects, True, "more than two colours")
    return len(case.objects)


@reader("svg", None, "inkscape")
def svg_by_inkscape(case):
    """Moves and turns every ellipse in Inkscape; reading the edited drawing must show that and no more."""
    path, edited = case.write("svg", "layout.svg"), case.folder / "edited.svg"
    actions = f"select-by-element:ellipse;transform-translate:30,20;export-filename:{edited};export-do"
    subprocess.run(["inkscape", str(path), f"--actions={actions}"], capture_output=True, check=True)
    command = [case.program, "convert", edited, "-o", "-", "--to", "json"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    objects = json.loads(done.stdout)["objects"]
    # Inkscape moves by pixels of the page, which need not be units of the drawing.
    root = xml.etree.ElementTree.parse(path).getroot()
    unit = float(root.get("viewBox").split()[2]) / float(root.get("width"))
    step = [30 * unit, 20 * unit] * 2
    same([thing["name"] for thing in objects], case.names, "names")
    for thing, found in zip(case.objects, objects):
        moved = [n + step for n, step in zip(bounds(thing), step if "ellipse" in thing else [0] * 4)]
        near(bounds(found), moved, 0.05, f"place of {thing['name']}")
    return len(objects)


# Colour masks


def region_colors(count):
    """Regional Prompter's colours: hues that halve the circle again and again, at half saturation and value."""
    hues, round_ = [0.0], 1
    while len(hues) < count:
        hues += [(2 * i + 1) / 2**round_ for i in range(2 ** (round_ - 1))]
        round_ += 1
    return [tuple(int(256 * level) for level in colorsys.hsv_to_rgb(hue, 0.5, 0.5)) for hue in hues[:count]]


@reader("regional-prompter-mask", None)
def colour_masks_by_their_rule(case):
    from PIL import Image

    arguments = case.json("regional-prompter-mask")
    script = arguments["alwayson_scripts"]["Regional Prompter"]["args"]
    same(script[2], "Mask", "mode")
    picture = Image.open(case.folder / script[16]).convert("RGB")
    same(picture.size, (WIDTH, HEIGHT), "size of the mask")
    parts = [part.strip() for part in arguments["prompt"].split("BREAK")]
    regions = parts[1:] if script[8] else parts
    found = {color: count for count, color in picture.getcolors(1 << 24)}
    palette = region_colors(max(1, len(case.objects)))
    seen = [color for color in found if color in palette]
    same(len(seen), len(regions) if case.objects else 0, "count of regions")
    for thing, color in zip(case.objects, palette):
        x0, y0, x1, y1 = bounds(thing)
        center = (x0 + x1) / 2, (y0 + y1) / 2
        if case.name in ["boxes", "ellipses", "quotes"]:
            same(picture.getpixel((int(center[0]), int(center[1]))), color, f"colour in {thing['name']}")
    return len(seen)


# Running


def available(package, tool):
    if tool and not shutil.which(tool):
        return None
    if tool:
        version = subprocess.run([tool, "--version"], capture_output=True, text=True)
        return ((version.stdout + version.stderr).split("\n")[0]).strip()[:34]
    if not package:
        return "rules of the format"
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--keep")
    parser.add_argument("--only", help="notations whose name begins so")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    folder = pathlib.Path(arguments.keep or tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    cases = [Case(pathlib.Path(arguments.program).resolve(), folder, *pair) for pair in layouts()]
    failures, rows = [], []
    for notation, package, tool, check in CHECKS:
        if arguments.only and not notation.startswith(arguments.only):
            continue
        version = available(package, tool)
        if not version:
            rows.append((notation, package or tool, "", "", "not installed"))
            continue
        results = collections.Counter()
        for case in cases:
            try:
                count = check(case)
                results["skipped" if count is None else "layouts"] += 1
                results["objects"] += count or 0
            except (ImportError, importlib.metadata.PackageNotFoundError):
                results["missing"] += 1
            except Exception as error:
                results["failed"] += 1
                kind = "" if isinstance(error, Mismatch) else traceback.format_exc(limit=-2)
                failures.append(f"{notation} by {version}, layout {case.name}: {error} {kind}")
        sees = "differs" if results["failed"] else "cannot be imported" if results["missing"] else "same"
        rows.append((notation, version, results["layouts"], results["objects"], sees))
    widths = [max(len(str(row[i])) for row in rows + [("notation", "reader", "layouts", "objects", "")]) for i in range(5)]
    for row in [("notation", "reader", "layouts", "objects", "sees")] + rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())
    for failure in failures:
        print(failure, file=sys.stderr)
    if not arguments.keep:
        shutil.rmtree(folder)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
