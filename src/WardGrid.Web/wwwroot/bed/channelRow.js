// One channel of the bed page: its name and scale, its trace, its quality band and the cause in words.
import { word } from '../shell/words.js';
import { Samples } from '../traces/samples.js';
import { PX_PER_MM } from '../traces/scale.js';
import { Sweep } from '../traces/sweep.js';
import { QualityBand } from '../traces/qualityBand.js';

const HTML = '<div class="row-head"><strong class="name"></strong><span class="scale"></span><span class="cause"></span></div>' +
  '<div class="row-trace"><i class="cal" aria-hidden="true"></i><canvas class="trace" role="img"></canvas></div><canvas class="band" aria-hidden="true"></canvas>';

export class ChannelRow {
  constructor(channel, speed, gain) {
    this.samples = new Samples(channel);
    this.element = document.createElement('div');
    this.element.className = `channel-row ${channel.kind.toLowerCase()}`;
    this.element.innerHTML = HTML;
    this.scale = this.element.querySelector('.scale');
    this.cause = this.element.querySelector('.cause');
    this.element.querySelector('.name').textContent = channel.name;
    const canvas = this.element.querySelector('.trace');
    canvas.setAttribute('aria-label', channel.name);
    this.sweep = new Sweep(canvas, [this.samples], { speed, gain });
    this.band = new QualityBand(this.element.querySelector('.band'), speed * PX_PER_MM);
    const mark = this.element.querySelector('.cal');
    mark.hidden = channel.kind !== 'Ecg';
    mark.style.height = `${gain * PX_PER_MM}px`;
    this.unit = channel.unit;
    this.resized();
  }

  resized() {
    this.sized = false;
  }

  quality(channel) {
    const poor = channel.score < 0.5 || Boolean(channel.notMonitored);
    this.element.classList.toggle('poor', poor);
    this.cause.textContent = channel.notMonitored ? word(`issue.NotMonitored.${channel.notMonitored}`) : poor ? word(`issue.${channel.issues?.[0] ?? 'Poor'}`) : word(`wall.quality.${channel.score >= 0.8 ? 3 : 2}`);
    this.band.second(channel.second, channel.score);
  }

  draw(time, phase) {
    if (!this.sized) {
      this.sweep.resize();
      this.band.resize();
      this.sized = true;
    }
    const drew = this.sweep.advance(time, phase);
    this.band.advance(time, phase);
    const { label } = this.sweep.traces[0].scale;
    if (label !== this.label) this.scale.textContent = this.label = label;
    return drew;
  }
}
