"""The few things only the browser can do: remember the visitor, scroll, fill the clipboard.

Each is a small component. Its script is a constant; what varies goes in as data and is
only ever set as text.
"""

import streamlit as st

# Who the visitor is stays in localStorage: st.context.cookies can be read but not set, and an
# id in the address would be handed on with every copied link, and with it the whole list.
_VISITOR = """
export default function ({ data, setStateValue }) {
  let id = data.fresh;
  try {
    const kept = window.localStorage.getItem("ketamine-qa-visitor");
    if (kept && /^[A-Za-z0-9_-]{22}$/.test(kept)) id = kept;
    else window.localStorage.setItem("ketamine-qa-visitor", id);
  } catch (blocked) { /* a browser that keeps nothing: the id lasts as long as this tab */ }
  if (id !== data.known) setStateValue("id", id);
}
"""

# The element may be drawn after this runs, and what is drawn later moves it: look for it for
# a second, then hold it in view until the page has settled or the reader moves.
_SCROLL = """
export default function ({ data }) {
  if (window.__kqScrolled === data.once) return;
  window.__kqScrolled = data.once;
  const stop = Date.now() + 1500;
  let moved = false;
  const hands = ["wheel", "touchstart", "keydown", "mousedown"];
  const leave = () => { moved = true; };
  hands.forEach((hand) => window.addEventListener(hand, leave, { once: true, passive: true }));
  const look = () => {
    if (moved) return;
    const target = document.getElementById(data.id);
    if (target) target.scrollIntoView({ block: data.block, behavior: "instant" });
    if (Date.now() < stop) window.setTimeout(look, 100);
    else hands.forEach((hand) => window.removeEventListener(hand, leave));
  };
  look();
}
"""

_COPY = """
export default function ({ data, parentElement }) {
  const row = parentElement.querySelector(".row");
  row.replaceChildren();
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const add = (name, text) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.onclick = async () => {
      try {
        await navigator.clipboard.writeText(text());
        said.textContent = "Copied.";
      } catch (refused) {
        const area = document.createElement("textarea");
        area.value = text();
        document.body.appendChild(area);
        area.select();
        said.textContent = document.execCommand("copy") ? "Copied." : "Could not copy.";
        area.remove();
        button.focus();
      }
      window.setTimeout(() => { said.textContent = ""; }, 3000);
    };
    row.appendChild(button);
  };
  add("Copy with references", () => data.text);
  const link = () => new URL(data.address, location.href).href;
  if (data.address) add("Copy link to this answer", link);
  row.appendChild(said);
}
"""

_COPY_STYLE = """
.row { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; align-items: baseline; }
button { background: none; border: 0; padding: .2rem 0; cursor: pointer; font: inherit;
  font-size: .9rem; color: light-dark(#0b5f85, #6cc0ea); text-align: left; }
button:hover { text-decoration: underline; }
button:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
span { font-size: .9rem; }
"""


def remembered_visitor(fresh: str, known: str | None) -> str | None:
    """The id this browser keeps, `fresh` if it kept none; None until it has answered.

    It answers once: what it said is given back as `known`, as each answer runs the page again.
    """
    mount = st.components.v2.component("ketamine_qa_visitor", js=_VISITOR)
    with st.container(key="kq-visitor"):
        result = mount(
            key="visitor", data={"fresh": fresh, "known": known}, on_id_change=lambda: None
        )
    found = result.get("id")
    return found if isinstance(found, str) else None


def scroll_to(id: str, *, once: str, block: str = "start") -> None:
    """Bring the element of that id into view; a second call with the same `once` does nothing."""
    mount = st.components.v2.component("ketamine_qa_scroll", js=_SCROLL)
    with st.container(key="kq-scroll"):
        mount(key="scroll", data={"id": id, "once": once, "block": block})


def copy_buttons(text: str, address: str | None, *, key: str) -> None:
    """Buttons that copy an answer as text, and the link that opens it again."""
    mount = st.components.v2.component(
        "ketamine_qa_copy", html='<div class="row"></div>', css=_COPY_STYLE, js=_COPY
    )
    # An id of ours may hold the two underscores that Streamlit parts its own names by.
    mount(key=key.replace("__", "_.").replace("__", "_."), data={"text": text, "address": address})
