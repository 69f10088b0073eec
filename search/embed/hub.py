"""Finds the files of a model: a folder, what was fetched before, or the model hub."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.errors import ModelUnavailable

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_UNUSED = (  # other forms of the same weights
    *("*.h5", "*.msgpack", "*.ot", "*.tflite", "*.ckpt", "rust_model*", "openvino/*", "coreml/*"),
    *("onnx/*_O[1-4].onnx", "onnx/*fp16*", "onnx/*q4*", "onnx/*bnb4*", "onnx/*uint8*"),
)


def no_progress(stage: str, done: int, of: int) -> None:
    """Report nothing."""


def model_folder(name: str, progress: Progress) -> Path:
    """Return the folder of a model; it is fetched from the hub where it is neither here nor was fetched before.

    Args:
        name: Path of a folder, or name on the model hub (``HF_ENDPOINT`` says where that is).
        progress: Told how many bytes are fetched.

    Raises:
        ModelUnavailable: If it is not here and cannot be fetched.
    """
    folder = Path(name)
    if folder.is_dir():
        return folder
    if folder.is_absolute() or name.startswith("."):
        raise unavailable(name, "there is no such folder")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        try:
            return Path(snapshot_download(name, local_files_only=True, ignore_patterns=list(_UNUSED)))
        except LocalEntryNotFoundError:
            return Path(snapshot_download(name, ignore_patterns=list(_UNUSED), tqdm_class=_reporting(name, progress)))
    except Exception as error:
        endpoint = os.environ.get("HF_ENDPOINT", "the model hub")
        raise unavailable(
            name, f"it is not on this machine and could not be fetched from {endpoint}: {reason_of(error)}"
        ) from error


def unavailable(name: str, reason: str) -> ModelUnavailable:
    """Return the error for a model that cannot be used, with what to do."""
    return ModelUnavailable(
        f"the model '{name}' cannot be loaded ({reason}): give the path of a folder that holds it, "
        "or choose 'builtin' or 'lexical' as the model"
    )


def reason_of(error: Exception) -> str:
    """Return the first line of what an error says."""
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__


def _reporting(name: str, progress: Progress) -> type[Any]:
    """Return the hub client's progress bar, which tells ``progress`` instead of the terminal."""
    from tqdm.auto import tqdm  # type: ignore[import-untyped]

    class Reporting(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401 - as the base class
            rest.pop("name", None)
            super().__init__(*args, **{**rest, "disable": False, "file": _Nowhere()})

        def update(self, n: float | None = 1) -> bool | None:
            moved: bool | None = super().update(n)
            if self.unit == "B":
                progress(f"fetching {name}", int(self.n), int(self.total or 0))
            return moved

    return Reporting


class _Nowhere:
    """A file that forgets."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None
