// Lets a person make an outlet ill or well, and publish; shows the page anew every ten seconds.

const FRESH_MS = 10_000;

async function tell(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) {
    alert(await answer.text());
  }
  location.reload();
}

for (const form of document.querySelectorAll("form")) {
  const { outlet } = form.dataset;
  form.elements.wrong.addEventListener("change", async (event) => {
    const wrong = event.target.value;
    await fetch("/world/faults", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ outlet, wrong: "error", times: 0 }),
    });
    return wrong ? tell("/world/faults", { outlet, wrong, where: "all" }) : location.reload();
  });
  form.querySelector("button").addEventListener("click", () => tell("/world/news", { outlet }));
}

setInterval(() => {
  if (document.activeElement?.tagName !== "SELECT") {
    location.reload();
  }
}, FRESH_MS);
