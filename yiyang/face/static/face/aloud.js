// Reads the page aloud. The button is hidden until a voice is known to exist; nothing depends on it.
(() => {
  const voice = window.speechSynthesis;
  if (!voice) return;
  const words = () => [...document.querySelectorAll("[data-read]")].map((part) => part.innerText).join("\n") || document.getElementById("main").innerText;
  for (const button of document.querySelectorAll("[data-aloud]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (voice.speaking) { voice.cancel(); return; }
      const said = new SpeechSynthesisUtterance(words());
      said.lang = document.documentElement.lang === "zh-Hans" ? "zh-CN" : document.documentElement.lang;
      said.rate = 0.85;
      voice.speak(said);
    });
  }
})();
