"""Where Alembic meets our tables; runs on the connection that `open_records` hands in."""

from alembic import context

from qa_app.records.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
