# The chat with corpus/ in it. Building needs a package index, running needs no network.
FROM python:3.11-slim

# Plain torch brings gigabytes for graphics cards; PyTorch's own site names the index of its CPU
# build: docker build --build-arg TORCH_INDEX=THAT_ADDRESS .
ARG TORCH_INDEX=
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    XDG_CACHE_HOME=/app/.cache \
    HF_HUB_OFFLINE=1

RUN useradd --create-home --uid 10001 keeper && mkdir /app && chown keeper /app
WORKDIR /app
COPY constraints.txt pyproject.toml README.md LICENSE ./
RUN pip install -c constraints.txt ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch
COPY ingest/ ingest/
COPY qa_app/ qa_app/
COPY evals/ evals/
RUN pip install -c constraints.txt -e .
COPY corpus/ corpus/

USER keeper
# The store and the export of the model; .data is the one thing to keep.
RUN python -m ingest && mkdir -m 700 .data
VOLUME /app/.data
EXPOSE 8501
HEALTHCHECK --interval=60s --timeout=30s --start-period=60s \
    CMD ["python", "-m", "qa_app", "doctor", "--running"]
CMD ["python", "-m", "qa_app", "chat", "--address", "0.0.0.0"]
