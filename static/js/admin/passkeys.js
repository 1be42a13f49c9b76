// Has the browser make or show a passkey, puts its answer into the form and sends that. What to ask stands in the page.

const { credentials } = navigator;

if (window.PublicKeyCredential && credentials) {
  for (const box of document.querySelectorAll("[data-passkey]")) {
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => begin(box));
  }
}

async function begin(box) {
  const told = box.querySelector("[data-failed]");
  told.textContent = "";
  try {
    const asked = opened(JSON.parse(box.dataset.asked));
    const made = box.dataset.passkey === "make";
    send(box, written(made ? await credentials.create({ publicKey: asked }) : await credentials.get({ publicKey: asked })));
  } catch {
    told.textContent = told.dataset.failed;
  }
}

function send(box, answer) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: box.dataset.field, value: JSON.stringify(answer) });
  box.append(field);
  for (const one of box.closest("form").elements) one.required = false;
  box.closest("form").requestSubmit();
}

// What is bytes is written in base64url.
function opened(asked) {
  const named = (one) => ({ ...one, id: bytes(one.id) });
  return {
    ...asked,
    challenge: bytes(asked.challenge),
    ...(asked.user && { user: named(asked.user) }),
    ...(asked.excludeCredentials && { excludeCredentials: asked.excludeCredentials.map(named) }),
    ...(asked.allowCredentials && { allowCredentials: asked.allowCredentials.map(named) }),
  };
}

function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  const { id, type, authenticatorAttachment } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id, type, authenticatorAttachment, clientExtensionResults, rawId: text(credential.rawId), response };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

function text(buffer) {
  const letters = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
