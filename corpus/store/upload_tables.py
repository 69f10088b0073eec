"""The tables of uploads; see ``corpus.uploads`` for their meaning."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table

from corpus.store.columns import Moment, Packed
from corpus.store.tables import metadata
from corpus.uploads import UploadResult

uploads = Table(
    "uploads",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("received", Moment, nullable=False, index=True),
    Column("parliament", String, nullable=False),
    Column("backfill", Boolean, nullable=False),
)

upload_files = Table(
    "upload_files",
    metadata,
    Column("upload_id", ForeignKey("uploads.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("result", Packed(UploadResult), nullable=False),
)
