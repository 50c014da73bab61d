// Comfort only: the four numbers of a visible label, taken by dragging over the chosen picture.
"use strict";

const frame = document.querySelector("[data-marking]");
const canvas = frame?.querySelector("canvas");
const told = frame?.querySelector("[data-marked]");
const chosen = document.querySelector("input[type=file][name=file]");
const sides = ["x", "y", "width", "height"].map((name) => document.querySelector(`input[name=${name}]`));
let picture = null;
let start = null;

function scale() {
  return picture.width / canvas.width;
}

function draw() {
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const box = sides.map((input) => Number(input.value) / scale());
  if (!box[2] || !box[3]) return;
  pen.strokeStyle = "#c9261b";
  pen.lineWidth = 2;
  pen.strokeRect(...box);
  const least = Math.ceil(Math.min(picture.width, picture.height) * 0.05);
  told.textContent = `${sides[3].value} ${told.dataset.marked} ${least}`;
}

function at(event) {
  const area = canvas.getBoundingClientRect();
  return [event.clientX - area.left, event.clientY - area.top].map((each, axis) =>
    Math.min(Math.max(each, 0), axis ? canvas.height : canvas.width));
}

chosen?.addEventListener("change", async () => {
  frame.hidden = true;
  const file = chosen.files[0];
  if (!file?.type.startsWith("image/")) return;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return; // what the browser cannot draw is measured by its numbers alone
  }
  frame.hidden = false;
  const room = [(frame.clientWidth || 640) / picture.width, 640 / picture.height, 1];
  canvas.width = Math.round(picture.width * Math.min(...room));
  canvas.height = Math.round(picture.height * Math.min(...room));
  draw();
});

canvas?.addEventListener("pointerdown", (event) => {
  start = at(event);
  canvas.setPointerCapture(event.pointerId);
});
canvas?.addEventListener("pointermove", (event) => {
  if (!start) return;
  const end = at(event);
  const low = [0, 1].map((axis) => Math.min(start[axis], end[axis]));
  const size = [0, 1].map((axis) => Math.abs(start[axis] - end[axis]));
  [...low, ...size].forEach((value, place) => {
    sides[place].value = Math.round(value * scale());
  });
  draw();
});
canvas?.addEventListener("pointerup", () => {
  start = null;
});
for (const input of sides) input?.addEventListener("input", () => picture && draw());
