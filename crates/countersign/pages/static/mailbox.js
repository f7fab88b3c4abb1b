// The inbox of development: shows new mail as it comes, without losing what one is reading. Without it, "check again" does.
const EVERY_MS = 2000;

async function look() {
  const mails = document.getElementById("mails");
  const { mails: [newest] } = await (await fetch(mails.dataset.ask)).json();
  if ((newest?.id ?? "") === mails.dataset.newest) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  // Whoever has chosen a mail goes on reading it; whoever is in the search field goes on typing.
  const isOpened = document.querySelector("main").classList.contains("opened");
  for (const id of isOpened ? ["mails"] : ["mails", "mail"]) {
    const [old, fresh] = [document, page].map((where) => where.getElementById(id));
    if (old?.contains(document.activeElement)) return;
    if (old && fresh) old.replaceWith(fresh);
    else if (fresh) document.querySelector("main").append(fresh);
    else old?.remove();
  }
  const news = document.getElementById("news");
  news.textContent = newest ? news.dataset.words : "";
}

async function keepLooking() {
  // A server that is not there now may come back.
  if (!document.hidden) await look().catch(() => {});
  setTimeout(keepLooking, EVERY_MS);
}

setTimeout(keepLooking, EVERY_MS);
