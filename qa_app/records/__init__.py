"""What people leave behind: conversations. The only room that names sqlalchemy and alembic."""
